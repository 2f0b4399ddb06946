// What matches store: one partition a match, holding the match and a seat for each application.

import { type Key, type Partition, space } from '../../kernel/key.ts'

export const keys = space('matches', 'MATCH', 'APPLICANT', 'MATCHES', 'DUE_MATCH')

/** How long a seat is held for a payment. */
export const HOLD_MS = 10 * 60 * 1000

export interface MatchItem {
  matchId: string
  hostId: string
  title: string
  venue: string
  startsAt: string
  durationMinutes: number
  maxPlayerCount: number
  playerCount: number
  /** Won; 0: free. */
  fee: number
  parkingCapacity: number
  parkingCount: number
  status: 'OPEN' | 'CANCELLED'
  createdAt: string
  cancelledAt?: string
  /** Set to what was read plus one with every change, while changes counts them: they differ if one change missed another. */
  version: number
  changes: number
  /** Who changed it last; absent: nobody since it was made. */
  changedBy?: string
  /** Lists all matches by start. */
  listPk: string
  listSk: string
  /** While a cancelled match has seats to give back. */
  duePk?: string
  dueSk?: string
}

/** A seat, and the application that took it: they come and go together, so they are one item. */
export interface SeatItem {
  applicationId: string
  matchId: string
  userId: string
  status: 'HELD' | 'CONFIRMED'
  /** Absent once confirmed. */
  heldUntil?: string
  /** The billing that reserved the seat; it alone gives the seat back. */
  billingId?: string
  /** How often a billing took this seat over. */
  reservations?: number
  /** The billing that confirmed it. */
  confirmedBy?: string
  /** When it was paid for a match to come; where the match was closed by then, so that the seat goes back, closedAt instead. */
  confirmedAt?: string
  closedAt?: string
  /** Of the car that has a place to park with this seat. */
  plateNumber?: string
  createdAt: string
  /** Lists a user's applications by birth. */
  listPk: string
  listSk: string
  /** While held: when the hold runs out. */
  duePk?: string
  dueSk?: string
}

/** What is left of an application that ended, for the audit; the store forgets it after 90 days. */
export interface EndedItem {
  applicationId: string
  userId: string
  status: SeatItem['status']
  heldUntil?: string
  billingId?: string
  endedAt: string
  by: 'APPLICANT' | 'LAPSE' | 'CANCELLATION' | 'BILLING'
  /** When the applicant asked for it; absent: nobody did. */
  withdrawnAt?: string
  /** Seconds since 1970. */
  ttl: number
}

const SEAT = 'SEAT#'
/** Sorts after every other key with the same prefix. */
export const LAST = '\uffff'

export const matchKey = (matchId: string): Key<'matches', MatchItem> => keys.key('MATCH', matchId, 'MATCH')
export const seatKey = (matchId: string, userId: string): Key<'matches', SeatItem> =>
  keys.key('MATCH', matchId, `${SEAT}${userId}`)
export const seatsOf = (matchId: string): { partition: Partition<'matches', SeatItem>; from: string; to: string } => ({
  partition: keys.partition('MATCH', matchId),
  from: SEAT,
  to: SEAT + LAST,
})
export const isSeat = ({ sk }: { readonly sk?: unknown }): boolean => String(sk).startsWith(SEAT)

export const endedKey = (matchId: string, applicationId: string): Key<'matches', EndedItem> =>
  keys.key('MATCH', matchId, `ENDED#${applicationId}`)

/** In the index `list`. */
export const allMatches: Partition<'matches', MatchItem> = keys.partition('MATCHES', 'ALL')
export const applicationsOf = (userId: string): Partition<'matches', SeatItem> => keys.partition('APPLICANT', userId)
/** In the index `due`: seats whose hold runs out, and cancelled matches, by time. */
export const dueSeats: Partition<'matches', SeatItem> = keys.partition('DUE_MATCH', 'HOLD')
export const dueMatches: Partition<'matches', MatchItem> = keys.partition('DUE_MATCH', 'CANCELLED')
