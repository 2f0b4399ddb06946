// What must be true of matches and their seats, in order of precedence.

import { absent, atLeast, atMost, below, both, either, equals, exists, later } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { type Contents, coveredAcross, inPartition, rules } from '#kernel/data/rules.ts'
import {
  type EndedItem,
  type HolderItem,
  type HostItem,
  holderKey,
  hostKey,
  isSeat,
  isTakes,
  MAX_HOLDS,
  MAX_OPEN_MATCHES,
  MAX_TAKES,
  MAX_UNPAID_BILLINGS,
  type MatchItem,
  matchKey,
  type SeatItem,
  seatKey,
  type TakesItem,
  takesKey,
} from './item.ts'
import {
  AlreadyApplied,
  ApplicationNotFound,
  ApplicationPaid,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  MaxBelowPlayers,
  ParkingFull,
  TooManyHolds,
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
  readonly takes: readonly TakesItem[]
}

/** Asks of a match and its seats; a partition without a match breaks `exists` alone. */
const matchAudit = (keeps: (stored: Stored, now: string) => boolean) =>
  inPartition('MATCH', (contents, now) => {
    const match = matchIn(contents)
    if (!match?.hostId) return true
    const seats = contents.items.filter(isSeat) as unknown as SeatItem[]
    const ended = contents.items.filter(({ sk }) => String(sk).startsWith('ENDED#')) as unknown as EndedItem[]
    const takes = contents.items.filter(isTakes) as unknown as TakesItem[]
    return keeps({ match, seats, ended, takes }, now)
  })

const holderAudit = (keeps: (holder: HolderItem) => boolean) =>
  inPartition('HOLDER', ({ items }) => (items as unknown as HolderItem[]).every(keeps))

const hostAudit = (keeps: (host: HostItem) => boolean) =>
  inPartition('HOST', ({ items }) => (items as unknown as HostItem[]).every(keeps))

/** A version that was read; undefined: there was no item. */
const versionIs = (version: number | undefined) => (version === undefined ? absent('pk') : equals('version', version))

/** The latest time at which a payer may cancel. */
const cancellableUntil = ({ startsAt, refundUntil = '' }: MatchItem): string =>
  startsAt > refundUntil ? startsAt : refundUntil

/** What a sort key says of an item that stands in the audit's sight. */
const kindOf = ({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string =>
  `${String(pk).split('#')[0]}/${String(sk).split('#')[0]}`

/** Of a billing, what the audit of its user's limit asks. */
interface Waiting {
  readonly billingId: string
  readonly userId: string
  readonly status: string
  readonly expiresAt: string
  readonly counted?: true
}

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
    says: 'A paid seat is given back only before the start, when the match was cancelled, or in the 24 hours after the host moved it: if it was ordered before.',
    guard: (now: string, dayAfterOrder: string) =>
      either(
        ...[later('startsAt', now), equals('status', 'CANCELLED')],
        both(atLeast('refundUntil', now), atLeast('refundUntil', dayAfterOrder)),
      ),
    fails: MatchClosed,
    audit: matchAudit(({ match, ended }) => {
      const latest = new Date(Date.parse(cancellableUntil(match)) + COMMIT_MS).toISOString()
      return match.status === 'CANCELLED' || ended.every(({ withdrawnAt = '' }) => withdrawnAt <= latest)
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
  stillHeld: {
    says: 'While seats are paid, the start moves to no time within 24 hours: a seat that was read as unpaid is unpaid still.',
    expects: () => equals('status', 'HELD'),
    audit: matchAudit(({ match: { hurriedAt, fee }, seats }) => {
      if (!hurriedAt || fee === 0) return true
      const earliest = new Date(Date.parse(hurriedAt) - COMMIT_MS).toISOString()
      return seats.every(({ confirmedAt = earliest }) => confirmedAt >= earliest)
    }),
  },
  fewHolds: {
    says: `A user has at most ${MAX_HOLDS} held seats at once that no billing has.`,
    guard: (now: string) => either(absent('holdsFullUntil'), atMost('holdsFullUntil', now)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_HOLDS }),
    audit: holderAudit(({ holds }) => holds.length <= MAX_HOLDS),
  },
  fewUnpaidBillings: {
    says: `A user has at most ${MAX_UNPAID_BILLINGS} billings at once that wait for their payment.`,
    guard: (now: string) => either(absent('billingsFullUntil'), atMost('billingsFullUntil', now)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_UNPAID_BILLINGS }),
    audit: holderAudit(({ billings }) => billings.length <= MAX_UNPAID_BILLINGS),
  },
  fewTakes: {
    says: `A user takes a seat of one match at most ${MAX_TAKES} times without paying for it.`,
    guard: () => either(absent('takes'), atMost('takes', MAX_TAKES - 1)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_TAKES }),
    audit: matchAudit(({ takes: all }) => all.every(({ takes }) => takes <= MAX_TAKES)),
  },
  openQuota: {
    says: `A host has at most ${MAX_OPEN_MATCHES} matches that are neither cancelled nor started.`,
    guard: () => either(absent('openCount'), atMost('openCount', MAX_OPEN_MATCHES - 1)),
    fails: QuotaExceeded,
    detail: `You host ${MAX_OPEN_MATCHES} matches that are neither cancelled nor started. Cancel one, or wait until one starts.`,
    tells: () => ({ limit: MAX_OPEN_MATCHES }),
    audit: hostAudit(({ openCount, matchIds }) => openCount === matchIds.length && openCount <= MAX_OPEN_MATCHES),
  },
  holderAsRead: {
    says: 'What a user holds is counted only from the state that was read.',
    expects: versionIs,
    audit: holderAudit(({ version, changes }) => version === changes),
  },
  hostAsRead: {
    says: 'The open matches of a host are counted only from the state that was read.',
    expects: versionIs,
    audit: hostAudit(({ version, changes }) => version === changes),
  },
  holdCounted: {
    says: 'A held seat that no billing has stands among what its user holds until it lapses.',
    together: (userId: string, matchId: string) => [holderKey(userId), seatKey(matchId, userId)],
    audit: coveredAcross((item, now) => {
      const kind = kindOf(item)
      if (kind === 'HOLDER/HOLDER') {
        const { holds, userId } = item as unknown as HolderItem
        return holds.map(({ id, matchId = '' }) => ({
          about: `${id} of ${userId}`,
          side: -1,
          with: matchKey(matchId).pk,
        }))
      }
      if (kind !== 'MATCH/SEAT') return []
      const { applicationId, userId, status, heldUntil = '', billingId, counted } = item as unknown as SeatItem
      if (status !== 'HELD' || billingId || !counted || heldUntil <= now) return []
      return [{ about: `${applicationId} of ${userId}`, side: 1, with: holderKey(userId).pk }]
    }),
  },
  billingCounted: {
    says: 'A billing that waits for its payment stands among what its user holds.',
    together: (userId: string, billing: Key) => [holderKey(userId), billing],
    audit: coveredAcross((item, now) => {
      const kind = kindOf(item)
      if (kind === 'HOLDER/HOLDER') {
        const { billings, userId } = item as unknown as HolderItem
        return billings.map(({ id }) => ({ about: `${id} of ${userId}`, side: -1, with: `BILLING#${id}` }))
      }
      if (kind !== 'BILLING/BILLING') return []
      const { billingId, userId, status, expiresAt, counted } = item as unknown as Waiting
      if (!counted || !(status === 'READY' || status === 'PAYING') || expiresAt <= now) return []
      return [{ about: `${billingId} of ${userId}`, side: 1, with: holderKey(userId).pk }]
    }),
  },
  takeCounted: {
    says: 'The takes of a user are counted in each match: those that were not paid for, and the one that is under way.',
    together: (matchId: string, userId: string) => [takesKey(matchId, userId), seatKey(matchId, userId)],
    audit: matchAudit(({ seats, ended, takes: all }) => {
      const unpaid = ended.filter(({ status }) => status === 'HELD')
      const counts = Map.groupBy(
        [...seats, ...unpaid].filter(({ counted }) => counted),
        ({ userId }) => userId,
      )
      return [...counts].every(([of, taken]) => taken.length <= (all.find(({ userId }) => userId === of)?.takes ?? 0))
    }),
  },
  matchCounted: {
    says: 'A match that is neither cancelled nor started counts towards the quota of its host.',
    together: (hostId: string, matchId: string) => [hostKey(hostId), matchKey(matchId)],
    audit: coveredAcross((item, now) => {
      const kind = kindOf(item)
      if (kind === 'HOST/HOST') {
        const { hostId, matchIds } = item as unknown as HostItem
        return matchIds.map((matchId) => ({ about: `${matchId} of ${hostId}`, side: -1, with: matchKey(matchId).pk }))
      }
      if (kind !== 'MATCH/MATCH') return []
      const { matchId, hostId, status, startsAt, counted } = item as unknown as MatchItem
      if (!counted || status !== 'OPEN' || startsAt <= now) return []
      return [{ about: `${matchId} of ${hostId}`, side: 1, with: hostKey(hostId).pk }]
    }),
  },
})
