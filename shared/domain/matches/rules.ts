// What must be true of matches and their seats, in order of precedence.

import { absent, atMost, below, both, either, equals, exists, later } from '../../kernel/condition.ts'
import { Forbidden } from '../../kernel/problems.ts'
import { type Contents, inPartition, rules } from '../../kernel/rules.ts'
import { type EndedItem, isSeat, type MatchItem, matchKey, type SeatItem, seatKey } from './item.ts'
import {
  AlreadyApplied,
  ApplicationNotFound,
  ApplicationPaid,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  MaxBelowPlayers,
  ParkingFull,
} from './problems.ts'

/** How long after its end a hold may stand until the sweeper has come by. */
export const SWEEP_MS = 5 * 60 * 1000

/** Times are of plans, by clocks that differ: one planned later may commit earlier, by as much as a commit may take. */
const COMMIT_MS = 10_000

const matchIn = ({ items }: Contents): MatchItem | undefined =>
  items.find(({ sk }) => sk === 'MATCH') as unknown as MatchItem | undefined

interface Stored {
  readonly match: MatchItem
  readonly seats: readonly SeatItem[]
  readonly ended: readonly EndedItem[]
}

/** Asks of a match and its seats; a partition without a match breaks `exists` alone. */
const matchAudit = (keeps: (stored: Stored, now: string) => boolean) =>
  inPartition('MATCH', (contents, now) => {
    const match = matchIn(contents)
    if (!match?.hostId) return true
    const seats = contents.items.filter(isSeat) as unknown as SeatItem[]
    const ended = contents.items.filter(({ sk }) => String(sk).startsWith('ENDED#')) as unknown as EndedItem[]
    return keeps({ match, seats, ended }, now)
  })

export const rule = rules('matches', {
  exists: {
    says: 'A seat belongs to a match that exists.',
    guard: () => exists('hostId'),
    fails: MatchNotFound,
    audit: inPartition('MATCH', (contents) => matchIn(contents)?.hostId !== undefined),
  },
  seated: {
    says: 'Only a seat that was taken is given back.',
    guard: () => exists('applicationId'),
    fails: ApplicationNotFound,
    audit: matchAudit(({ match, seats }) => seats.length <= match.playerCount),
  },
  hosted: {
    says: 'Only its host changes or cancels a match.',
    guard: (userId: string) => equals('hostId', userId),
    fails: Forbidden,
    audit: matchAudit(({ match }) => match.changedBy === undefined || match.changedBy === match.hostId),
  },
  oneApplication: {
    says: 'A user has at most one seat in a match.',
    guard: () => absent('pk'),
    fails: AlreadyApplied,
    audit: matchAudit(({ match, seats }) => match.playerCount <= new Set(seats.map(({ userId }) => userId)).size),
  },
  open: {
    says: 'Seats are taken and given back, and matches changed, only before the start and while not cancelled.',
    guard: (now: string) => both(equals('status', 'OPEN'), later('startsAt', now)),
    fails: MatchClosed,
    audit: matchAudit(({ match: { startsAt, cancelledAt = startsAt }, seats, ended }) => {
      const given = ended.filter(({ by }) => by === 'APPLICANT').map(({ endedAt }) => endedAt)
      const closed = startsAt < cancelledAt ? startsAt : cancelledAt
      const latest = new Date(Date.parse(closed) + COMMIT_MS).toISOString()
      return [...seats.map(({ createdAt }) => createdAt), ...given].every((at) => at <= latest)
    }),
  },
  unstarted: {
    says: 'A seat that is paid for is given back only before the start, or when the match was cancelled.',
    guard: (now: string) => either(later('startsAt', now), equals('status', 'CANCELLED')),
    fails: MatchClosed,
    audit: matchAudit(({ match: { startsAt, status }, ended }) => {
      const latest = new Date(Date.parse(startsAt) + COMMIT_MS).toISOString()
      return status === 'CANCELLED' || ended.every(({ withdrawnAt = startsAt }) => withdrawnAt <= latest)
    }),
  },
  payable: {
    says: 'A seat is paid for only before the start of its match, and while that is not cancelled.',
    expects: (now: string) => both(equals('status', 'OPEN'), later('startsAt', now)),
    audit: matchAudit(({ match: { startsAt, cancelledAt = startsAt }, seats }) => {
      const closed = startsAt < cancelledAt ? startsAt : cancelledAt
      const latest = new Date(Date.parse(closed) + COMMIT_MS).toISOString()
      return seats.every(({ confirmedAt = '' }) => confirmedAt <= latest)
    }),
  },
  closed: {
    says: 'What was paid for a seat goes back by itself only where its match has started or was cancelled.',
    expects: (now: string) => either(atMost('startsAt', now), equals('status', 'CANCELLED')),
    audit: matchAudit(({ match: { startsAt, status }, seats }) => {
      const earliest = new Date(Date.parse(startsAt) - COMMIT_MS).toISOString()
      return status === 'CANCELLED' || seats.every(({ closedAt = '~' }) => closedAt >= earliest)
    }),
  },
  asRead: {
    says: 'A match is changed only from the state that was read, so the reply is a state that was.',
    expects: (version: number, playerCount: number) =>
      both(equals('version', version), equals('playerCount', playerCount)),
    audit: matchAudit(({ match }) => match.version === match.changes),
  },
  capacity: {
    says: 'playerCount = the number of seats taken, and never above maxPlayerCount.',
    guard: () => below('playerCount', 'maxPlayerCount'),
    fails: MatchFull,
    audit: matchAudit(
      ({ match, seats }) => match.playerCount === seats.length && match.playerCount <= match.maxPlayerCount,
    ),
  },
  roomForPlayers: {
    says: 'maxPlayerCount is not set below the seats that are taken.',
    guard: (maxPlayerCount: number) => atMost('playerCount', maxPlayerCount),
    fails: MaxBelowPlayers,
    audit: matchAudit(({ match }) => match.playerCount <= match.maxPlayerCount),
  },
  parking: {
    says: 'parkingCount = the places to park that seats have, and never above parkingCapacity.',
    guard: () => below('parkingCount', 'parkingCapacity'),
    fails: ParkingFull,
    audit: matchAudit(({ match: { parkingCount, parkingCapacity }, seats }) => {
      const parked = seats.filter(({ plateNumber }) => plateNumber !== undefined).length
      return parkingCount === parked && parkingCount <= parkingCapacity
    }),
  },
  unpaid: {
    says: 'A seat that a billing reserved is given back by that billing alone.',
    guard: () => absent('billingId'),
    fails: ApplicationPaid,
    audit: matchAudit(({ ended }) => ended.every(({ by, billingId }) => (by === 'BILLING') === Boolean(billingId))),
  },
  unseated: {
    says: 'A billing takes a new seat only where its user has none.',
    expects: () => absent('pk'),
    audit: matchAudit(({ match, seats }) => match.playerCount <= seats.length),
  },
  reservable: {
    says: 'A billing takes over a seat that is held, for now, and by no other billing.',
    expects: (now: string) => both(equals('status', 'HELD'), later('heldUntil', now), absent('billingId')),
    audit: matchAudit(({ seats }) =>
      seats.every(({ billingId, reservations = 0 }) => reservations === (billingId ? 1 : 0)),
    ),
  },
  reservedBy: {
    says: 'The billing that reserved a seat, and no other, confirms it and gives it back.',
    expects: (billingId: string) => equals('billingId', billingId),
    audit: matchAudit(({ seats }) =>
      seats.every(({ billingId, confirmedBy = billingId }) => confirmedBy === billingId),
    ),
  },
  holdEnds: {
    says: 'A held seat is freed once heldUntil has passed and not before, unless a billing reserved it.',
    expects: (now: string) => both(equals('status', 'HELD'), atMost('heldUntil', now), absent('billingId')),
    audit: matchAudit(({ seats, ended }, now) => {
      const swept = ended.filter(({ by }) => by === 'LAPSE')
      const latest = new Date(Date.parse(now) - SWEEP_MS).toISOString()
      const early = swept.some(
        ({ status, heldUntil, endedAt }) => status !== 'HELD' || !heldUntil || heldUntil > endedAt,
      )
      return (
        !early && seats.every((seat) => seat.status !== 'HELD' || seat.billingId || (seat.heldUntil ?? '') > latest)
      )
    }),
  },
  sameSeat: {
    says: 'The seat that is given back is the one that was read, not a later one of the same user.',
    expects: (applicationId: string) => equals('applicationId', applicationId),
    audit: matchAudit(({ seats, ended }) => {
      const over = new Set(ended.map(({ applicationId }) => applicationId))
      return seats.every(({ applicationId }) => !over.has(applicationId))
    }),
  },
  counted: {
    says: 'A seat and playerCount change together.',
    together: (matchId: string, userId: string) => [matchKey(matchId), seatKey(matchId, userId)],
    audit: matchAudit(({ match, seats }) => match.playerCount === seats.length),
  },
})
