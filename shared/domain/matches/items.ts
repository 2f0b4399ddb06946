// The items of matches: one partition per match with seats and waiting list; items per user for limits and invitations.

import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { evolves } from '#kernel/data/versions.ts'

export const matches = space(
  'matches',
  'MATCH',
  'APPLICANT',
  'MATCHES',
  'AGENDA',
  'DUE_MATCH',
  'HOLDER',
  'HOST',
  'CALENDAR',
  'WAITER',
  'INVITEE',
)

/** The duration of a hold. */
export const HOLD_MS = 10 * 60 * 1000
/** The duration of a hold that a person gets from the waiting list. */
export const PROMOTED_HOLD_MS = 30 * 60 * 1000
/** The maximum number of people on a waiting list. */
export const MAX_WAITING = 200
/** The maximum lifetime of an unpaid billing: 10 minutes, or 15 after a payment has started. */
export const BILLING_MS = 15 * 60 * 1000

/** The maximum number of unpaid seats without a billing, and of unpaid billings, per user. */
export const MAX_HOLDS = 5
export const MAX_UNPAID_BILLINGS = 3
/** The maximum number of unpaid takes of a match's seat per user. */
export const MAX_TAKES = 3
/** The maximum number of upcoming matches per host. */
export const MAX_OPEN_MATCHES = 50
/** The maximum number of waiting lists of upcoming matches per user. */
export const MAX_WAITS = 50

/** The end of the notice that payers get before a moved start. @param from ISO 8601 */
export const noticeEnds = (from: string): string => after(from, DAY_MS)

/** What a host can change. */
export const changeable = ['title', 'venue', 'startsAt', 'maxPlayerCount'] as const
/** Who or what ends an application. */
export const endings = ['APPLICANT', 'LAPSE', 'CANCELLATION', 'BILLING'] as const

/** Who or what takes a person off a waiting list. */
export const departures = ['PERSON', 'PASSED_OVER'] as const

export interface MatchItem extends Subject {
  matchId: string
  hostId: string
  title: string
  venue: string
  startsAt: string
  durationMinutes: number
  maxPlayerCount: number
  playerCount: number
  /** The number of people on the waiting list. Absent before the first one. */
  waitingCount?: number
  /** Won; 0: free. */
  fee: number
  parkingCapacity: number
  parkingCount: number
  status: 'OPEN' | 'CANCELLED'
  createdAt: string
  cancelledAt?: string
  /** Counted in the host's quota. Matches of the first edition are not. */
  counted?: true
  /** Every change of it and of its seats has an event. Earlier matches have events of later changes only. */
  announced?: true
  /** Until this time, earlier payers may cancel even after the start: 24 hours from the last move. */
  refundUntil?: string
  /** Only for audits. hurriedAt: the last move of the start without notice. */
  evidence?: { readonly hurriedAt: string }
  /** The place of this attribute in the first edition. */
  hurriedAt?: string
  /** The number of changes by the host, without seats. */
  version: number
  /** Lists all matches by start. */
  listPk: string
  listSk: string
  /** Lists the matches of a host by start. */
  agendaPk?: string
  agendaSk?: string
  /** Present while a cancelled match has seats to release, or a moved one has seats to list anew. */
  duePk?: string
  dueSk?: string
  schemaVersion?: number
}

/** A seat with its application: both begin and end together, so they are one item. */
export interface SeatItem {
  applicationId: string
  matchId: string
  userId: string
  /** The host of the match when the seat was taken. Absent in the first edition. */
  hostId?: string
  status: 'HELD' | 'CONFIRMED'
  /** Absent once confirmed. */
  heldUntil?: string
  /** The billing that reserved the seat; only this billing gives it back. */
  billingId?: string
  /** The time of a payment after the match had started or was cancelled: the seat is given back. */
  closedAt?: string
  /** Only for audits. confirmedAt: the time of the payment. */
  evidence?: { readonly confirmedAt: string }
  /** The place of this attribute in the first edition. */
  confirmedAt?: string
  /** Taken for a payment and counted in its user's limits. Seats of the first edition are not. */
  counted?: true
  /** The car that parks with this seat. */
  plateNumber?: string
  /** When its player had joined the waiting list; absent for a seat from elsewhere. */
  joinedAt?: string
  /** The accepted invitation that took it. */
  invitationId?: string
  /** The number of the event that told of it. Absent in seats of earlier editions. */
  takenSeq?: number
  createdAt: string
  /** Lists a user's applications by creation. */
  listPk: string
  listSk: string
  /** Lists the matches of a player by start. Absent in seats of earlier editions until their match is migrated. */
  agendaPk?: string
  agendaSk?: string
  /** While held: the end of the hold. */
  duePk?: string
  dueSk?: string
}

/** A place on a waiting list. */
export interface Place {
  readonly userId: string
  /** Later than that of every place before. */
  readonly joinedAt: string
}

/** The waiting list of a match, in one item: its order, its length and its members change together. */
export interface WaitingListItem {
  matchId: string
  /** In the order in which people joined. */
  places: readonly Place[]
  /** When the last one joined, who may have left since. */
  lastJoinedAt: string
  /** The number of changes. */
  version: number
}

/** The record of one place, by which a user's places are found. */
export interface WaiterItem extends Place {
  matchId: string
  /** Counted in its user's quota. Places of earlier editions are not, nor are those that were dropped from it. */
  counted?: true
  /** Lists a user's places by joining. */
  listPk: string
  listSk: string
}

/** An invitation to a match, in the partition of the person who was invited. */
export interface InvitationItem {
  invitationId: string
  matchId: string
  /** The user who invited. */
  from: string
  userId: string
  status: 'PENDING' | 'ACCEPTED' | 'DECLINED'
  /** The request that sent it. */
  request: string
  createdAt: string
  answeredAt?: string
}

/** The number of invitations that one user has sent to another on one day. */
export interface SentItem {
  userId: string
  from: string
  /** In UTC, such as 2030-06-07. */
  day: string
  count: number
  /** Seconds since 1970. */
  ttl: number
}

/** An ended application. Audits and the player's calendar read it; DynamoDB deletes it after 90 days. */
export interface EndedItem {
  applicationId: string
  /** Absent in earlier editions. */
  matchId?: string
  userId: string
  status: SeatItem['status']
  heldUntil?: string
  billingId?: string
  counted?: true
  endedAt: string
  by: (typeof endings)[number]
  /** The numbers of the events that told of the seat and of its end. Absent in earlier editions. */
  takenSeq?: number
  freedSeq?: number
  /** The time of the applicant's request; absent without one. */
  withdrawnAt?: string
  /** Lists the confirmed seats that a player had, by start. */
  agendaPk?: string
  agendaSk?: string
  /** Seconds since 1970. */
  ttl: number
}

/** An unpaid seat or billing that a user holds for a while. */
export interface Held {
  /** The id of the application or the billing. */
  readonly id: string
  /** The match of the seat; absent for a billing. */
  readonly matchId?: string
  readonly since: string
  readonly until: string
}

/** The unpaid seats and billings of one user. Entries that ended early are dropped when the limit is reached. */
export interface HolderItem {
  userId: string
  /** Held seats without a billing. */
  holds: readonly Held[]
  /** Unpaid billings. */
  billings: readonly Held[]
  /** The time until which the limit is reached; '' if it is not. */
  holdsFullUntil: string
  billingsFullUntil: string
  /** The number of changes. */
  version: number
  /** Seconds since 1970. */
  ttl: number
}

/** The number of unpaid takes of a match's seat by one user. */
export interface TakesItem {
  userId: string
  takes: number
  /** Seconds since 1970. */
  ttl: number
}

/** The matches in a host's quota. Closed ones are dropped when the quota is reached. */
export interface HostItem {
  hostId: string
  matchIds: readonly string[]
  openCount: number
  /** The number of changes. */
  version: number
}

/** The waiting lists in a user's quota. Places that have ended are dropped when the quota is reached. */
export interface WaitsItem {
  userId: string
  matchIds: readonly string[]
  waitsCount: number
  /** The number of changes. */
  version: number
}

/** The calendar of a user: a file that calendar apps fetch with a token, which contains the number. */
export interface CalendarItem {
  userId: string
  /** The number of tokens so far; also the number in the last one. */
  no: number
  /** The number of revoked tokens. */
  revoked: number
  /** Present while no token is valid. */
  revokedAt?: string
  createdAt: string
}

export const Match = matches.item<MatchItem>()('MATCH', 'MATCH', (matchId: string) => matchId)
export const Seat = matches.items<SeatItem>()('MATCH', 'SEAT', (matchId: string, userId: string) => [matchId, userId])
export const Ended = matches.items<EndedItem>()('MATCH', 'ENDED', (matchId: string, applicationId: string) => [
  matchId,
  applicationId,
])
export const WaitingList = matches.item<WaitingListItem>()('MATCH', 'WAITING', (matchId: string) => matchId)
export const Waiter = matches.items<WaiterItem>()('MATCH', 'WAITER', (matchId: string, userId: string) => [
  matchId,
  userId,
])
export const Invitation = matches.items<InvitationItem>()(
  'INVITEE',
  'INVITATION',
  (userId: string, invitationId: string) => [userId, invitationId],
)
export const Sent = matches.items<SentItem>()('INVITEE', 'SENT', (userId: string, from: string, day: string) => [
  userId,
  `${from}#${day}`,
])
export const Takes = matches.items<TakesItem>()('MATCH', 'TAKES', (matchId: string, userId: string) => [
  matchId,
  userId,
])
export const Holder = matches.item<HolderItem>()('HOLDER', 'HOLDER', (userId: string) => userId)
export const Host = matches.item<HostItem>()('HOST', 'HOST', (hostId: string) => hostId)
export const Waits = matches.item<WaitsItem>()('WAITER', 'WAITS', (userId: string) => userId)
export const Calendar = matches.item<CalendarItem>()('CALENDAR', 'CALENDAR', (userId: string) => userId)

/** In the index `list`. */
export const allMatches: Partition<'matches', MatchItem> = matches.partition('MATCHES', 'ALL')
export const applicationsOf = (userId: string): Partition<'matches', SeatItem> => matches.partition('APPLICANT', userId)
export const waitsOf = (userId: string): Partition<'matches', WaiterItem> => matches.partition('WAITER', userId)
/** In the index `due`: seats by the end of their hold, and cancelled matches. */
export const dueSeats: Queue<'matches', SeatItem> = striped(matches.partition('DUE_MATCH', 'HOLD'))
export const dueMatches: Queue<'matches', MatchItem> = striped(matches.partition('DUE_MATCH', 'CANCELLED'))
/** Matches whose start was moved while they had players: their seats are listed by the new start. */
export const movedMatches: Queue<'matches', MatchItem> = striped(matches.partition('DUE_MATCH', 'MOVED'))

/** What a user has to do with the matches of an agenda. FORMER: the user had a confirmed seat. */
type Part = 'HOST' | 'PLAYER' | 'FORMER'

/** In the index `agenda`: matches or seats of one user, by the start of the match. */
export const agendaOf = <P extends Part>(
  part: P,
  userId: string,
): Partition<'matches', { HOST: MatchItem; PLAYER: SeatItem; FORMER: EndedItem }[P]> =>
  matches.partition('AGENDA', `${part}#${userId}`)

/** The position in an agenda. @param id of the match, or for FORMER of the application */
export const inAgenda = (part: Part, userId: string, startsAt: string, id: string) => ({
  agendaPk: agendaOf(part, userId).pk,
  agendaSk: `${startsAt}#${id}`,
})

/** Matches of the first version are in no agenda, nor are their seats. */
export const versions = evolves(Match, ({ hostId, startsAt, matchId, duePk, dueSk, ...match }) => ({
  ...{ ...match, hostId, startsAt, matchId },
  ...inAgenda('HOST', String(hostId), String(startsAt), String(matchId)),
  ...(duePk ? { duePk, dueSk } : movedMatches.entry(String(matchId), String(startsAt))),
}))
