// The invariants of matches, seats and limits, each with the audit that proves it on stored data.

import { coveredAcross, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { after } from '#kernel/data/time.ts'
import {
  Calendar,
  Ended,
  Holder,
  Host,
  Invitation,
  MAX_HOLDS,
  MAX_OPEN_MATCHES,
  MAX_TAKES,
  MAX_UNPAID_BILLINGS,
  MAX_WAITING,
  MAX_WAITS,
  Match,
  type MatchItem,
  type Place,
  Seat,
  type SeatItem,
  Sent,
  Takes,
  Waiter,
  WaitingList,
  Waits,
} from './items.ts'
import { MAX_SENT } from './limits.ts'

/** The maximum time until the sweeper releases an expired hold. */
const SWEEP_MS = 5 * 60 * 1000

/** Times are those of plans, and clocks differ: a later plan may commit earlier, by at most the duration of a commit. */
const COMMIT_MS = 10_000

/** The latest plan time of a commit during which the match was open. */
const latestOpen = ({ startsAt, cancelledAt = startsAt }: MatchItem): string =>
  after(startsAt < cancelledAt ? startsAt : cancelledAt, COMMIT_MS)

/** Whether a match is open for longer than clocks differ. */
const isSurelyOpen = ({ status, startsAt }: MatchItem, now: string): boolean =>
  status === 'OPEN' && startsAt > after(now, COMMIT_MS)

/** Whether the seat was given before the place was taken, or to a person who had waited longer. */
const isBefore = ({ joinedAt, createdAt }: SeatItem, place: Place): boolean =>
  joinedAt === undefined ? createdAt <= after(place.joinedAt, COMMIT_MS) : joinedAt < place.joinedAt

/** The latest time at which a payer may cancel. */
const cancellableUntil = ({ startsAt, refundUntil = '' }: MatchItem): string =>
  startsAt > refundUntil ? startsAt : refundUntil

export const invariant = invariants('matches', {
  opened: {
    says: 'Every seat belongs to a match that was opened.',
    audit: rooted(Match, 'hostId'),
  },
  capacity: {
    says: 'playerCount = the number of seats, one per user, and never exceeds maxPlayerCount.',
    audit: partition(
      Match,
      { seats: Seat },
      ({ playerCount, maxPlayerCount }, { seats }) => playerCount === seats.length && playerCount <= maxPlayerCount,
    ),
  },
  waiting: {
    says: `waitingCount = the number of people on the waiting list, at most ${MAX_WAITING}, each once and with a record of the place.`,
    audit: partition(Match, { list: WaitingList, waiters: Waiter }, ({ waitingCount = 0 }, { list, waiters }) => {
      const places = list?.places ?? []
      const recorded = new Map(waiters.map(({ userId, joinedAt }) => [userId, joinedAt]))
      return (
        waitingCount === places.length &&
        waitingCount === recorded.size &&
        waitingCount <= MAX_WAITING &&
        places.every(({ userId, joinedAt }) => recorded.get(userId) === joinedAt)
      )
    }),
  },
  fullWhileWaiting: {
    says: 'While people wait for an open match, no seat is free.',
    audit: each(
      Match,
      (match, now) =>
        (match.waitingCount ?? 0) === 0 || !isSurelyOpen(match, now) || match.playerCount === match.maxPlayerCount,
    ),
  },
  waitingOrder: {
    says: 'While people wait, a seat that comes free goes to the person who has waited longest.',
    audit: partition(Match, { list: WaitingList, seats: Seat }, (_, { list, seats }) => {
      const places = list?.places ?? []
      const isSorted = places.every(({ joinedAt }, at) => joinedAt > (places[at - 1]?.joinedAt ?? ''))
      return isSorted && places.every((place) => seats.every((seat) => isBefore(seat, place)))
    }),
  },
  waitingWithoutSeat: {
    says: 'A person on the waiting list has no seat in the match.',
    audit: partition(Match, { waiters: Waiter, seats: Seat }, (_, { waiters, seats }) => {
      const seated = new Set(seats.map(({ userId }) => userId))
      return waiters.every(({ userId }) => !seated.has(userId))
    }),
  },
  parking: {
    says: 'parkingCount = the number of seats with a parking place, and never exceeds parkingCapacity.',
    audit: partition(Match, { seats: Seat }, ({ parkingCount, parkingCapacity }, { seats }) => {
      const parked = seats.filter(({ plateNumber }) => plateNumber !== undefined).length
      return parkingCount === parked && parkingCount <= parkingCapacity
    }),
  },
  takenWhileOpen: {
    says: 'Players take and give back seats only before the match starts and while it is not cancelled.',
    audit: partition(Match, { seats: Seat, ended: Ended }, (match, { seats, ended }) => {
      const withdrawn = ended.filter(({ by }) => by === 'APPLICANT').map(({ endedAt }) => endedAt)
      const latest = latestOpen(match)
      return [...seats.map(({ createdAt }) => createdAt), ...withdrawn].every((at) => at <= latest)
    }),
  },
  confirmedSeat: {
    says: 'A confirmed seat of a match with a fee is paid.',
    audit: partition(Match, { seats: Seat }, ({ fee }, { seats }) => {
      const isPaid = ({ evidence, confirmedAt, closedAt }: SeatItem) =>
        (evidence?.confirmedAt ?? confirmedAt ?? closedAt) !== undefined
      return fee === 0 || seats.every((seat) => seat.status === 'HELD' || isPaid(seat))
    }),
  },
  paidWhileOpen: {
    says: 'A seat is paid for only before the match starts and while it is not cancelled.',
    audit: partition(Match, { seats: Seat }, (match, { seats }) => {
      const latest = latestOpen(match)
      return seats.every(({ evidence, confirmedAt = '' }) => (evidence?.confirmedAt ?? confirmedAt) <= latest)
    }),
  },
  refundedWhenClosed: {
    says: 'The payment of a seat is refunded automatically only if the match had started or was cancelled.',
    audit: partition(Match, { seats: Seat }, ({ startsAt, status }, { seats }) => {
      const earliest = after(startsAt, -COMMIT_MS)
      return status === 'CANCELLED' || seats.every(({ closedAt = '~' }) => closedAt >= earliest)
    }),
  },
  cancellable: {
    says: 'A payer gives a seat back before the start, after the match is cancelled, or within 24 hours after the host moves the start of a match that was ordered before.',
    audit: partition(Match, { ended: Ended }, (match, { ended }) => {
      const latest = after(cancellableUntil(match), COMMIT_MS)
      return match.status === 'CANCELLED' || ended.every(({ withdrawnAt = '' }) => withdrawnAt <= latest)
    }),
  },
  notice: {
    says: 'Once a seat is paid, the host moves the start only to a time at least 24 hours ahead.',
    audit: partition(Match, { seats: Seat }, ({ evidence, hurriedAt, fee }, { seats }) => {
      const movedAt = evidence?.hurriedAt ?? hurriedAt
      if (!movedAt || fee === 0) return true
      const earliest = after(movedAt, -COMMIT_MS)
      return seats.every((seat) => (seat.evidence?.confirmedAt ?? seat.confirmedAt ?? earliest) >= earliest)
    }),
  },
  paidSeat: {
    says: 'A paid seat stays confirmed until it is given back, so no second billing pays for it.',
    audit: each(
      Seat,
      ({ status, evidence, confirmedAt, closedAt }) =>
        status === 'CONFIRMED' || (evidence?.confirmedAt ?? confirmedAt ?? closedAt) === undefined,
    ),
  },
  billedSeat: {
    says: 'A billing gives back each seat that a billing reserved; its player or the sweeper gives back every other seat.',
    audit: partition(Match, { ended: Ended }, (_, { ended }) =>
      ended.every(({ by, billingId }) => (by === 'BILLING') === Boolean(billingId)),
    ),
  },
  heldUntil: {
    says: 'A held seat is released after heldUntil and not before, unless a billing reserved it.',
    audit: partition(Match, { seats: Seat, ended: Ended }, (_, { seats, ended }, now) => {
      const swept = ended.filter(({ by }) => by === 'LAPSE')
      const early = swept.some(
        ({ status, heldUntil, endedAt }) => status !== 'HELD' || !heldUntil || heldUntil > endedAt,
      )
      const latest = after(now, -SWEEP_MS)
      return (
        !early &&
        seats.every(({ status, billingId, heldUntil = '' }) => status !== 'HELD' || billingId || heldUntil > latest)
      )
    }),
  },
  endedOnce: {
    says: 'An ended application has no seat.',
    audit: partition(Match, { seats: Seat, ended: Ended }, (_, { seats, ended }) => {
      const over = new Set(ended.map(({ applicationId }) => applicationId))
      return seats.every(({ applicationId }) => !over.has(applicationId))
    }),
  },
  holdLimit: {
    says: `A user has at most ${MAX_HOLDS} held seats at once that no billing reserved.`,
    audit: each(Holder, ({ holds }) => holds.length <= MAX_HOLDS),
  },
  unpaidBillingLimit: {
    says: `A user has at most ${MAX_UNPAID_BILLINGS} unpaid billings at once.`,
    audit: each(Holder, ({ billings }) => billings.length <= MAX_UNPAID_BILLINGS),
  },
  takeLimit: {
    says: `A user takes a seat of one match at most ${MAX_TAKES} times without paying for it.`,
    audit: each(Takes, ({ takes }) => takes <= MAX_TAKES),
  },
  invitationLimit: {
    says: `A user sends another at most ${MAX_SENT} invitations on one day.`,
    audit: each(Sent, ({ count }) => count <= MAX_SENT),
  },
  openMatchLimit: {
    says: `A host has at most ${MAX_OPEN_MATCHES} matches that are neither cancelled nor started.`,
    audit: each(Host, ({ openCount, matchIds }) => openCount === matchIds.length && openCount <= MAX_OPEN_MATCHES),
  },
  waitsLimit: {
    says: `A user waits for seats of at most ${MAX_WAITS} matches that are neither cancelled nor started.`,
    audit: each(Waits, ({ waitsCount, matchIds }) => waitsCount === matchIds.length && waitsCount <= MAX_WAITS),
  },
  listedWaits: {
    says: "A place on a waiting list that counts in its user's quota is listed there.",
    audit: coveredAcross(
      plus(Waiter, ({ matchId, userId, counted }) =>
        counted ? [{ about: `${matchId} of ${userId}`, with: Waits.key(userId) }] : [],
      ),
      minus(Waits, ({ userId, matchIds }) =>
        matchIds.map((matchId) => ({ about: `${matchId} of ${userId}`, with: Match.key(matchId) })),
      ),
    ),
  },
  listedByStart: {
    says: 'A match is listed by its start, for its host and for each player; after a move, the sweeper lists the seats anew.',
    audit: partition(Match, { seats: Seat }, ({ matchId, startsAt, agendaSk, duePk }, { seats }) => {
      const place = `${startsAt}#${matchId}`
      return agendaSk === place && (duePk !== undefined || seats.every((seat) => seat.agendaSk === place))
    }),
  },
  calendarTokens: {
    says: 'At most one token of a calendar is valid: the last one, unless it was revoked.',
    audit: each(Calendar, ({ no, revoked, revokedAt }) => no - revoked === (revokedAt === undefined ? 1 : 0)),
  },
  listedHolds: {
    says: "A held seat that no billing reserved is listed among its user's holds until it lapses.",
    audit: coveredAcross(
      plus(Seat, ({ applicationId, userId, status, heldUntil = '', billingId, counted }, now) => {
        const isHeld = status === 'HELD' && !billingId && counted && heldUntil > now
        return isHeld ? [{ about: `${applicationId} of ${userId}`, with: Holder.key(userId) }] : []
      }),
      minus(Holder, ({ holds, userId }) =>
        holds.map(({ id, matchId = '' }) => ({ about: `${id} of ${userId}`, with: Match.key(matchId) })),
      ),
    ),
  },
  countedTakes: {
    says: 'For each user and match, takes = the number of unpaid takes of a seat, the current one included.',
    audit: partition(Match, { seats: Seat, ended: Ended, takes: Takes }, (_, { seats, ended, takes: all }) => {
      const unpaid = ended.filter(({ status }) => status === 'HELD')
      const taken = Map.groupBy(
        [...seats, ...unpaid].filter(({ counted }) => counted),
        ({ userId }) => userId,
      )
      const countOf = (user: string): number => all.find(({ userId }) => userId === user)?.takes ?? 0
      return [...taken].every(([user, { length }]) => length <= countOf(user))
    }),
  },
  acceptedInvitation: {
    says: 'A seat that an invitation took is the seat of the person who was invited and has accepted.',
    audit: coveredAcross(
      plus(Seat, ({ invitationId, matchId, userId }) =>
        invitationId ? [{ about: `${invitationId} to ${matchId}`, with: Invitation.key(userId, invitationId) }] : [],
      ),
      minus(Invitation, ({ invitationId, matchId, status }) =>
        status === 'ACCEPTED' ? [{ about: `${invitationId} to ${matchId}`, with: Match.key(matchId) }] : [],
      ),
    ),
  },
  announced: {
    says: 'Every seat that is taken or comes free has its event: the items have different numbers of events of the match.',
    audit: partition(Match, { seats: Seat, ended: Ended }, ({ announced, eventSeq = 0 }, { seats, ended }) => {
      const numbers = [
        ...seats.map(({ takenSeq }) => takenSeq),
        ...ended.flatMap((one) => [one.takenSeq, one.freedSeq]),
      ]
      const known = numbers.filter((seq) => seq !== undefined)
      const isWhole = !announced || known.length === numbers.length
      return isWhole && new Set(known).size === known.length && known.every((seq) => seq <= eventSeq)
    }),
  },
  listedMatches: {
    says: "A match that is neither cancelled nor started is listed among its host's open matches.",
    audit: coveredAcross(
      plus(Match, ({ matchId, hostId, status, startsAt, counted }, now) => {
        const isOpen = counted && status === 'OPEN' && startsAt > now
        return isOpen ? [{ about: `${matchId} of ${hostId}`, with: Host.key(hostId) }] : []
      }),
      minus(Host, ({ hostId, matchIds }) =>
        matchIds.map((matchId) => ({ about: `${matchId} of ${hostId}`, with: Match.key(matchId) })),
      ),
    ),
  },
})
