// The conditions that keep the invariants of matches, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { access, companions, keepers, order } from '#kernel/data/guards.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import {
  Calendar,
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
  Seat,
  Sent,
  Takes,
  Waiter,
  WaitingList,
  Waits,
} from './items.ts'
import { MAX_SENT } from './limits.ts'
import {
  AlreadyApplied,
  AlreadyWaiting,
  ApplicationNotFound,
  ApplicationPaid,
  CalendarNotFound,
  InvitationClosed,
  InvitationNotFound,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  MaxBelowPlayers,
  NotWaiting,
  ParkingFull,
  SeatsFree,
  TooManyHolds,
  WaitlistFull,
} from './problems.ts'

interface Now {
  readonly now: string
}
/** Undefined: no item was stored. */
interface Version {
  readonly version: number | undefined
}
interface Applicant {
  readonly matchId: string
  readonly userId: string
}

export const guard = keepers('matches', {
  exists: Match.guard({
    when: (match) => match.exists('hostId'),
    fails: MatchNotFound,
    keeps: [invariant.opened],
  }),
  hosted: Match.guard({
    when: (match, { userId }: { userId: string }) => match.equals('hostId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
  ofPlayer: Seat.guard({
    when: (seat, { userId }: { userId: string }) => seat.equals('userId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
  open: Match.guard({
    when: (match, { now }: Now) => both(match.equals('status', 'OPEN'), match.later('startsAt', now)),
    fails: MatchClosed,
    keeps: [invariant.takenWhileOpen],
  }),
  unstarted: Match.guard({
    when: (match, { now, dayAfterOrder }: Now & { dayAfterOrder: string }) =>
      either(
        match.later('startsAt', now),
        match.equals('status', 'CANCELLED'),
        both(match.atLeast('refundUntil', now), match.atLeast('refundUntil', dayAfterOrder)),
      ),
    fails: MatchClosed,
    keeps: [invariant.cancellable],
  }),
  /** What a cancellation owes its payer depends on it. */
  sameStatus: Match.expectation({
    when: (match, { status }: { status: 'OPEN' | 'CANCELLED' }) => match.equals('status', status),
    keeps: order,
  }),
  /** A seat is listed by the start that the plan read. */
  listedStart: Match.expectation({
    when: (match, { agendaSk = '' }: { agendaSk?: string | undefined }) =>
      // Matches of an earlier edition have no place in an agenda.
      either(match.absent('agendaSk'), match.equals('agendaSk', agendaSk)),
    keeps: [invariant.listedByStart],
  }),
  /** The match was neither moved again nor cancelled since it was read. */
  stillMoved: Match.expectation({
    when: (match, { version }: { version: number }) => match.equals('version', version),
    keeps: [invariant.listedByStart],
  }),
  payable: Match.expectation({
    when: (match, { now }: Now) => both(match.equals('status', 'OPEN'), match.later('startsAt', now)),
    keeps: [invariant.paidWhileOpen],
  }),
  closed: Match.expectation({
    when: (match, { now }: Now) => either(match.atMost('startsAt', now), match.equals('status', 'CANCELLED')),
    keeps: [invariant.refundedWhenClosed],
  }),
  unchanged: Match.expectation({
    when: (match, { version, playerCount }: { version: number; playerCount: number }) =>
      both(match.equals('version', version), match.equals('playerCount', playerCount)),
    keeps: order,
  }),
  capacity: Match.guard({
    when: (match) => match.below('playerCount', 'maxPlayerCount'),
    fails: MatchFull,
    keeps: [invariant.capacity],
  }),
  roomForPlayers: Match.guard({
    when: (match, { maxPlayerCount }: { maxPlayerCount: number }) => match.atMost('playerCount', maxPlayerCount),
    fails: MaxBelowPlayers,
    keeps: [invariant.capacity],
  }),
  full: Match.guard({
    when: (match) => match.reaches('playerCount', 'maxPlayerCount'),
    fails: SeatsFree,
    keeps: [invariant.fullWhileWaiting],
  }),
  roomToWait: Match.guard({
    when: (match) => either(match.absent('waitingCount'), match.atMost('waitingCount', MAX_WAITING - 1)),
    fails: WaitlistFull,
    keeps: [invariant.waiting],
  }),
  /** The waiting list is as long as it was read. */
  sameWaitingCount: Match.expectation({
    when: (match, { waitingCount }: { waitingCount: number }) =>
      waitingCount === 0
        ? either(match.absent('waitingCount'), match.equals('waitingCount', 0))
        : match.equals('waitingCount', waitingCount),
    keeps: [invariant.fullWhileWaiting, invariant.waitingOrder],
  }),
  listUnchanged: WaitingList.expectation({
    when: (list, { version }: Version) => (version === undefined ? list.missing() : list.equals('version', version)),
    keeps: [invariant.waiting],
  }),
  onePlace: Waiter.guard({
    when: (waiter) => waiter.missing(),
    fails: AlreadyWaiting,
    keeps: [invariant.waiting],
  }),
  waiting: Waiter.guard({
    when: (waiter) => waiter.exists('joinedAt'),
    fails: NotWaiting,
    keeps: [invariant.waiting],
  }),
  parking: Match.guard({
    when: (match) => match.below('parkingCount', 'parkingCapacity'),
    fails: ParkingFull,
    keeps: [invariant.parking],
  }),
  seated: Seat.guard({
    when: (seat) => seat.exists('applicationId'),
    fails: ApplicationNotFound,
    keeps: [invariant.capacity],
  }),
  oneApplication: Seat.guard({
    when: (seat) => seat.missing(),
    fails: AlreadyApplied,
    keeps: [invariant.capacity, invariant.waitingWithoutSeat],
  }),
  unpaid: Seat.guard({
    when: (seat) => seat.absent('billingId'),
    fails: ApplicationPaid,
    keeps: [invariant.billedSeat],
  }),
  /** No billing has reserved the seat since it was read. */
  unbilled: Seat.expectation({
    when: (seat) => both(seat.exists('applicationId'), seat.absent('billingId')),
    keeps: [invariant.billedSeat],
  }),
  unseated: Seat.expectation({
    when: (seat) => seat.missing(),
    keeps: [invariant.capacity],
  }),
  reservable: Seat.expectation({
    when: (seat, { now }: Now) =>
      both(seat.equals('status', 'HELD'), seat.later('heldUntil', now), seat.absent('billingId')),
    keeps: [invariant.paidSeat],
  }),
  reservedBy: Seat.expectation({
    when: (seat, { billingId }: { billingId: string }) => seat.equals('billingId', billingId),
    keeps: [invariant.billedSeat, invariant.confirmedSeat],
  }),
  lapsed: Seat.expectation({
    when: (seat, { now }: Now) =>
      both(seat.equals('status', 'HELD'), seat.atMost('heldUntil', now), seat.absent('billingId')),
    keeps: [invariant.heldUntil],
  }),
  sameSeat: Seat.expectation({
    when: (seat, { applicationId }: { applicationId: string }) => seat.equals('applicationId', applicationId),
    keeps: [invariant.endedOnce],
  }),
  stillHeld: Seat.expectation({
    when: (seat) => seat.equals('status', 'HELD'),
    keeps: [invariant.notice],
  }),
  fewHolds: Holder.guard({
    when: (holder, { now }: Now) => either(holder.absent('holdsFullUntil'), holder.atMost('holdsFullUntil', now)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_HOLDS }),
    keeps: [invariant.holdLimit],
  }),
  fewUnpaidBillings: Holder.guard({
    when: (holder, { now }: Now) => either(holder.absent('billingsFullUntil'), holder.atMost('billingsFullUntil', now)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_UNPAID_BILLINGS }),
    keeps: [invariant.unpaidBillingLimit],
  }),
  fewTakes: Takes.guard({
    when: (takes) => either(takes.absent('takes'), takes.atMost('takes', MAX_TAKES - 1)),
    fails: TooManyHolds,
    tells: () => ({ limit: MAX_TAKES }),
    keeps: [invariant.takeLimit],
  }),
  /** Fewer takes than the limit, for a person whom the request does not name. */
  mayTake: Takes.expectation({
    when: (takes) => either(takes.absent('takes'), takes.atMost('takes', MAX_TAKES - 1)),
    keeps: [invariant.takeLimit],
  }),
  mayNotTake: Takes.expectation({
    when: (takes) => takes.atLeast('takes', MAX_TAKES),
    keeps: order,
  }),
  openQuota: Host.guard({
    when: (host) => either(host.absent('openCount'), host.atMost('openCount', MAX_OPEN_MATCHES - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `You host ${MAX_OPEN_MATCHES} upcoming matches, which is the maximum. Cancel one, or wait until one starts.`,
      ko: `주최할 수 있는 예정 경기 ${MAX_OPEN_MATCHES}개를 모두 열었습니다. 경기를 취소하거나, 경기가 시작할 때까지 기다려 주십시오.`,
    },
    tells: () => ({ limit: MAX_OPEN_MATCHES }),
    keeps: [invariant.openMatchLimit],
  }),
  holderUnchanged: Holder.expectation({
    when: (holder, { version }: Version) =>
      version === undefined ? holder.missing() : holder.equals('version', version),
    keeps: [invariant.listedHolds],
  }),
  hostUnchanged: Host.expectation({
    when: (host, { version }: Version) => (version === undefined ? host.missing() : host.equals('version', version)),
    keeps: [invariant.listedMatches],
  }),
  waitsQuota: Waits.guard({
    when: (waits) => either(waits.absent('waitsCount'), waits.atMost('waitsCount', MAX_WAITS - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `You are on ${MAX_WAITS} waiting lists, which is the maximum. Leave one, or wait until a match starts.`,
      ko: `대기할 수 있는 경기 ${MAX_WAITS}개에 모두 대기 중입니다. 한 곳의 대기를 취소하거나, 경기가 시작할 때까지 기다려 주십시오.`,
    },
    tells: () => ({ limit: MAX_WAITS }),
    keeps: [invariant.waitsLimit],
  }),
  waitsUnchanged: Waits.expectation({
    when: (waits, { version }: Version) => (version === undefined ? waits.missing() : waits.equals('version', version)),
    keeps: [invariant.listedWaits],
  }),
  /** The place is there, and counts until now. */
  counted: Waiter.expectation({ when: (waiter) => waiter.exists('counted'), keeps: [invariant.waiting] }),
  calendarOpen: Calendar.guard({
    when: (calendar) => both(calendar.exists('no'), calendar.absent('revokedAt')),
    fails: CalendarNotFound,
    keeps: [invariant.calendarTokens],
  }),
  calendarUnchanged: Calendar.expectation({
    when: (calendar, { no, revoked }: { no: number | undefined; revoked: number | undefined }) =>
      no === undefined || revoked === undefined
        ? calendar.missing()
        : both(calendar.equals('no', no), calendar.equals('revoked', revoked)),
    keeps: [invariant.calendarTokens],
  }),
  withSeat: companions({
    with: ({ matchId, userId }: Applicant) => [Match.key(matchId), Seat.key(matchId, userId)],
    keeps: [invariant.capacity, invariant.announced],
  }),
  withPlace: companions({
    with: ({ matchId, userId }: Applicant) => [
      Match.key(matchId),
      WaitingList.key(matchId),
      Waiter.key(matchId, userId),
    ],
    keeps: [invariant.waiting],
  }),
  invited: Invitation.guard({
    when: (invitation) => invitation.exists('matchId'),
    fails: InvitationNotFound,
    keeps: [invariant.acceptedInvitation],
  }),
  pending: Invitation.guard({
    when: (invitation) => invitation.equals('status', 'PENDING'),
    fails: InvitationClosed,
    keeps: order,
  }),
  /** The match takes no answer to an invitation any more. */
  stillOpen: Match.guard({
    when: (match, { now }: Now) => both(match.equals('status', 'OPEN'), match.later('startsAt', now)),
    fails: InvitationClosed,
    keeps: order,
  }),
  uninvited: Invitation.expectation({
    when: (invitation) => invitation.missing(),
    keeps: order,
  }),
  fewSent: Sent.expectation({
    when: (sent) => either(sent.absent('count'), sent.atMost('count', MAX_SENT - 1)),
    keeps: [invariant.invitationLimit],
  }),
  withInvitation: companions({
    with: ({ userId, invitationId }: { userId: string; invitationId: string }) => [
      Invitation.key(userId, invitationId),
    ],
    keeps: [invariant.acceptedInvitation],
  }),
  withHolder: companions({
    with: ({ matchId, userId }: Applicant) => [Holder.key(userId), Seat.key(matchId, userId)],
    keeps: [invariant.listedHolds],
  }),
  withTakes: companions({
    with: ({ matchId, userId }: Applicant) => [Takes.key(matchId, userId), Seat.key(matchId, userId)],
    keeps: [invariant.countedTakes],
  }),
  withWaits: companions({
    with: ({ matchId, userId }: Applicant) => [Waits.key(userId), Waiter.key(matchId, userId)],
    keeps: [invariant.listedWaits],
  }),
  withHost: companions({
    with: ({ hostId, matchId }: { hostId: string; matchId: string }) => [Host.key(hostId), Match.key(matchId)],
    keeps: [invariant.listedMatches],
  }),
})
