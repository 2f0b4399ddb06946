// What matches store: one partition a match, holding the match and a seat for each application.

import { space } from '#kernel/data/item.ts'
import type { Key, Partition } from '#kernel/data/key.ts'

export const keys = space('matches', 'MATCH', 'APPLICANT', 'MATCHES', 'DUE_MATCH', 'HOLDER', 'HOST')

/** How long a seat is held for a payment. */
export const HOLD_MS = 10 * 60 * 1000
/** The longest that a billing can wait for its payment: 10 minutes, or 15 once a payment was begun. */
export const BILLING_MS = 15 * 60 * 1000

/** Of one user at a time: held seats that no billing has, and billings that wait for their payment. */
export const MAX_HOLDS = 5
export const MAX_UNPAID_BILLINGS = 3
/** How often one user takes a seat of one match without paying for it. */
export const MAX_TAKES = 3
/** Of one host: matches that are neither cancelled nor started. */
export const MAX_OPEN_MATCHES = 50

/** What payers may expect of a host who moves the start. */
const NOTICE_MS = 24 * 60 * 60 * 1000

/** ISO 8601 */
export const noticeEnds = (from: string): string => new Date(Date.parse(from) + NOTICE_MS).toISOString()

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
  /** Counted in its host's quota. Matches of the first edition are not. */
  counted?: true
  /** Until then those who had ordered before may cancel even after the start: 24 hours from its last move. */
  refundUntil?: string
  /** The last move of the start with less than the notice; absent: none. */
  hurriedAt?: string
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
  /** The host of the match when the seat was taken. Seats of the first edition have none. */
  hostId?: string
  status: 'HELD' | 'CONFIRMED'
  /** Absent once confirmed. */
  heldUntil?: string
  /** The billing that reserved the seat; it alone gives the seat back. */
  billingId?: string
  /** How often a billing took this seat over. */
  reservations?: number
  /** The billing that confirmed it, and when. */
  confirmedBy?: string
  /** When it was paid for a match to come; where the match was closed by then, so that the seat goes back, closedAt instead. */
  confirmedAt?: string
  closedAt?: string
  /** Taken to be paid for, and counted in its user's limits. Seats of the first edition are not. */
  counted?: true
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
  counted?: true
  endedAt: string
  by: 'APPLICANT' | 'LAPSE' | 'CANCELLATION' | 'BILLING'
  /** When the applicant asked for it; absent: nobody did. */
  withdrawnAt?: string
  /** Seconds since 1970. */
  ttl: number
}

/** Something that a user holds for a while without paying. */
export interface Held {
  /** Of the application or the billing. */
  readonly id: string
  /** The match of the seat; absent for a billing. */
  readonly matchId?: string
  readonly since: string
  readonly until: string
}

/** What one user holds without paying. An entry may be of something that ended early: it is dropped when it stands in the way. */
export interface HolderItem {
  userId: string
  /** Held seats that no billing has. */
  holds: readonly Held[]
  /** Billings that wait for their payment. */
  billings: readonly Held[]
  /** While it lies ahead, as many are held as may be; '' where fewer are. */
  holdsFullUntil: string
  billingsFullUntil: string
  /** Set to what was read plus one with every change, while changes counts them. */
  version: number
  changes: number
  /** Seconds since 1970. */
  ttl: number
}

/** How often a user has taken a seat of this match without paying for it. */
export interface TakesItem {
  userId: string
  takes: number
  /** Seconds since 1970. */
  ttl: number
}

/** The matches that count towards a host's quota. One that is closed may still be among them: it is dropped when it stands in the way. */
export interface HostItem {
  hostId: string
  matchIds: readonly string[]
  openCount: number
  /** Set to what was read plus one with every change, while changes counts them. */
  version: number
  changes: number
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

export const holderKey = (userId: string): Key<'matches', HolderItem> => keys.key('HOLDER', userId, 'HOLDER')
export const takesKey = (matchId: string, userId: string): Key<'matches', TakesItem> =>
  keys.key('MATCH', matchId, `TAKES#${userId}`)
export const hostKey = (hostId: string): Key<'matches', HostItem> => keys.key('HOST', hostId, 'HOST')

export const isTakes = ({ sk }: { readonly sk?: unknown }): boolean => String(sk).startsWith('TAKES#')

export const endedKey = (matchId: string, applicationId: string): Key<'matches', EndedItem> =>
  keys.key('MATCH', matchId, `ENDED#${applicationId}`)

/** In the index `list`. */
export const allMatches: Partition<'matches', MatchItem> = keys.partition('MATCHES', 'ALL')
export const applicationsOf = (userId: string): Partition<'matches', SeatItem> => keys.partition('APPLICANT', userId)
/** In the index `due`: seats whose hold runs out, and cancelled matches, by time. */
export const dueSeats: Partition<'matches', SeatItem> = keys.partition('DUE_MATCH', 'HOLD')
export const dueMatches: Partition<'matches', MatchItem> = keys.partition('DUE_MATCH', 'CANCELLED')
