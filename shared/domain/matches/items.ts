// What matches store: one partition a match, with the match and its seats; one item a user and one a host, for their limits.

import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'

export const matches = space('matches', 'MATCH', 'APPLICANT', 'MATCHES', 'DUE_MATCH', 'HOLDER', 'HOST')

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

/** ISO 8601 */
export const noticeEnds = (from: string): string => after(from, DAY_MS)

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
  /** Only audits read it. hurriedAt: the last move of the start with less than the notice. */
  evidence?: { readonly hurriedAt: string }
  /** Where matches of the first edition have it. */
  hurriedAt?: string
  /** The number of changes by the host; seats do not count. */
  version: number
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
  /** When it was paid for a match that had started or was cancelled by then: the seat goes back. */
  closedAt?: string
  /** Only audits read it. confirmedAt: when it was paid for a match to come. */
  evidence?: { readonly confirmedAt: string }
  /** Where seats of the first edition have it. */
  confirmedAt?: string
  /** Taken to be paid for, and counted in its user's limits. Seats of the first edition are not. */
  counted?: true
  /** Of the car that parks with this seat. */
  plateNumber?: string
  createdAt: string
  /** Lists a user's applications by birth. */
  listPk: string
  listSk: string
  /** While held: when the hold runs out. */
  duePk?: string
  dueSk?: string
}

/** An application that ended. Only audits read it; DynamoDB deletes it after 90 days. */
export interface EndedItem {
  applicationId: string
  userId: string
  status: SeatItem['status']
  heldUntil?: string
  billingId?: string
  counted?: true
  endedAt: string
  by: 'APPLICANT' | 'LAPSE' | 'CANCELLATION' | 'BILLING'
  /** When the applicant asked for it; absent: the applicant did not. */
  withdrawnAt?: string
  /** Seconds since 1970. */
  ttl: number
}

/** An unpaid seat or billing that a user holds for a while. */
export interface Held {
  /** Of the application or the billing. */
  readonly id: string
  /** The match of the seat; absent for a billing. */
  readonly matchId?: string
  readonly since: string
  readonly until: string
}

/** The unpaid seats and billings of one user. An entry can be of one that ended early; it is dropped once the limit is reached. */
export interface HolderItem {
  userId: string
  /** Held seats that no billing has. */
  holds: readonly Held[]
  /** Billings that wait for their payment. */
  billings: readonly Held[]
  /** Until then the limit is reached; '' where it is not. */
  holdsFullUntil: string
  billingsFullUntil: string
  /** The number of changes. */
  version: number
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

/** The matches that count towards a host's quota. A closed one can be among them; it is dropped once the quota is reached. */
export interface HostItem {
  hostId: string
  matchIds: readonly string[]
  openCount: number
  /** The number of changes. */
  version: number
}

export const Match = matches.item<MatchItem>()('MATCH', 'MATCH', (matchId: string) => matchId)
export const Seat = matches.items<SeatItem>()('MATCH', 'SEAT', (matchId: string, userId: string) => [matchId, userId])
export const Ended = matches.items<EndedItem>()('MATCH', 'ENDED', (matchId: string, applicationId: string) => [
  matchId,
  applicationId,
])
export const Takes = matches.items<TakesItem>()('MATCH', 'TAKES', (matchId: string, userId: string) => [
  matchId,
  userId,
])
export const Holder = matches.item<HolderItem>()('HOLDER', 'HOLDER', (userId: string) => userId)
export const Host = matches.item<HostItem>()('HOST', 'HOST', (hostId: string) => hostId)

/** In the index `list`. */
export const allMatches: Partition<'matches', MatchItem> = matches.partition('MATCHES', 'ALL')
export const applicationsOf = (userId: string): Partition<'matches', SeatItem> => matches.partition('APPLICANT', userId)
/** In the index `due`: seats whose hold runs out, and cancelled matches, by time. */
export const dueSeats: Partition<'matches', SeatItem> = matches.partition('DUE_MATCH', 'HOLD')
export const dueMatches: Partition<'matches', MatchItem> = matches.partition('DUE_MATCH', 'CANCELLED')
