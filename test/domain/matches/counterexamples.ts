// Counterexamples of matches: each write breaks exactly one keeper.

import { guard } from '#domain/matches/guards.ts'
import { dropMatches, dropWaits, holdBilling } from '#domain/matches/holders.ts'
import { answer, countSent, dayOf, invitationIdOf, send } from '#domain/matches/invitations.ts'
import {
  Calendar,
  type CalendarItem,
  Ended,
  type Held,
  Holder,
  type HolderItem,
  Host,
  type HostItem,
  Invitation,
  type InvitationItem,
  inAgenda,
  MAX_WAITING,
  MAX_WAITS,
  Match,
  type MatchItem,
  Seat,
  type SeatItem,
  Sent,
  Takes,
  versions,
  Waiter,
  WaitingList,
  type WaitingListItem,
  Waits,
  type WaitsItem,
  waitsOf,
} from '#domain/matches/items.ts'
import { MAX_SENT } from '#domain/matches/limits.ts'
import { promotion, withoutPromotion } from '#domain/matches/promotion.ts'
import { giveBack, leave, relist, retake, sweep, withdraw } from '#domain/matches/releases.ts'
import { confirm, reserve } from '#domain/matches/reservations.ts'
import { newSeat, promotedSeat } from '#domain/matches/seat.ts'
import { join, leaveList, passOver } from '#domain/matches/waiting.ts'
import {
  change,
  listed,
  open,
  openCalendar,
  opened,
  revokeCalendar,
  take,
  unpaidStill,
} from '#domain/matches/writes.ts'
import { announce } from '#kernel/data/outbox.ts'
import { check, update, type Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { storedBilling } from '#test/support/billing.ts'

const HOUR = 60 * 60 * 1000
const DAY_MS = 24 * HOUR
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()
const NOW = ago(0)

const TOMORROW = ago(-DAY_MS)
const match = (changes: Partial<MatchItem> = {}): MatchItem => {
  const made: MatchItem = {
    ...{ matchId: 'm', hostId: 'host', title: 'Futsal', venue: 'Hall', startsAt: TOMORROW, durationMinutes: 60 },
    ...{ maxPlayerCount: 3, playerCount: 1, fee: 0, parkingCapacity: 0, parkingCount: 0, status: 'OPEN' },
    ...{ version: 0, createdAt: ago(DAY_MS), listPk: '', listSk: '', ...versions.current },
    ...changes,
  }
  return { ...made, ...listed(made) }
}
const seat = (userId: string, at = ago(60_000), of = match()): SeatItem =>
  newSeat(of, userId, `application_${userId}`, at)
/** Held, in a world in which nothing is counted: as in the first edition. */
const held = (userId: string, at: string): SeatItem => {
  const { counted: _, ...uncounted } = seat(userId, at, match({ fee: 1000 }))
  return uncounted
}
const dear = match({ fee: 1000 })
const counted = (userId: string): SeatItem => seat(userId, NOW, dear)
const entries = (size: number): Held[] =>
  Array.from({ length: size }, (_, at) => ({ id: `held_${at}`, matchId: `other_${at}`, since: NOW, until: ago(-HOUR) }))
const holder = (changes: Partial<HolderItem> = {}): HolderItem => ({
  ...{ userId: 'ann', holds: [], billings: [], holdsFullUntil: '', billingsFullUntil: '' },
  ...{ version: 1, ttl: 0 },
  ...changes,
})
const host = (size: number, version = 1): HostItem => ({
  ...{ hostId: 'host', matchIds: entries(size).map(({ id }) => id), openCount: size, version },
})
const waits = (size: number, version = 1): WaitsItem => ({
  ...{ userId: 'bob', matchIds: entries(size).map(({ id }) => id), waitsCount: size, version },
})
const joins = (of: MatchItem, list: WaitingListItem | undefined, userId: string, counted?: WaitsItem) =>
  join({ match: of, list, waits: counted }, userId, NOW)
/** The seats are listed by the start of the match. */
const world = (of: MatchItem, ...seats: SeatItem[]) => [
  stored(Match.key(of.matchId), { ...of, playerCount: seats.length }),
  ...seats.map((one) =>
    stored(Seat.key(one.matchId, one.userId), {
      ...one,
      ...inAgenda('PLAYER', one.userId, of.startsAt, of.matchId),
    }),
  ),
  ...seats.flatMap(({ billingId, matchId, userId }) =>
    billingId ? [storedBilling(billingId, Seat.key(matchId, userId))] : [],
  ),
]
const reserved = (userId: string): SeatItem => ({ ...held(userId, ago(1000)), billingId: 'billing' })
const wanted = { userId: 'ann', billingId: 'another', applicationId: 'application', heldUntil: ago(-HOUR) }
const started = match({ startsAt: ago(HOUR) })
/** A check cannot do without its one condition, so it writes what is there. */
const writing = (write: Write): Write =>
  'check' in write.action ? { ...write, action: { update: { set: { title: 'Futsal' } } } } : write
const running = held('ann', ago(1000))
const paid: SeatItem = { ...held('ann', ago(1000)), status: 'CONFIRMED', evidence: { confirmedAt: ago(500) } }
const taken = seat('ann')
/** As another change left the match, which `late` was planned without. */
const renamed = match({ venue: 'Stadium', version: 1 })
const by = (userId: string) => ({ userId, people: [] })
const late = change({ ...match(), playerCount: 0 }, { changes: { title: 'Late' } }, by('host'), NOW)
/** The waiting list is empty. */
const noPromotion = withoutPromotion(match(), NOW)
/** A second match with a held seat of Ann's. */
const other = match({ matchId: 'other', fee: 1000 })
const elsewhere = seat('ann', NOW, other)
const hold: Held = { id: elsewhere.applicationId, matchId: 'other', since: NOW, until: elsewhere.heldUntil ?? NOW }

const MOVED = { duePk: 'DUE_MATCH#MOVED#1', dueSk: 'now#m' }
/** Moved while Ann had a seat. */
const moved = match({ startsAt: ago(-2 * DAY_MS), version: 1, ...MOVED })
const revoked: CalendarItem = { userId: 'ann', no: 1, revoked: 1, revokedAt: NOW, createdAt: NOW }
/** The waiting list of the match, with people who have joined one second after the other. */
const listOf = (...userIds: string[]): WaitingListItem => {
  const places = userIds.map((userId, at) => ({ userId, joinedAt: ago(HOUR / 2 - 1000 * at) }))
  return { matchId: 'm', places, lastJoinedAt: places.at(-1)?.joinedAt ?? '', version: 1 }
}
const bob = listOf('bob')
const full = match({ maxPlayerCount: 1, waitingCount: 1 })
const waiting = (of: MatchItem, list: WaitingListItem, ...seats: SeatItem[]) => [
  ...world({ ...of, waitingCount: list.places.length }, ...seats),
  stored(WaitingList.key('m'), list),
  ...list.places.map(({ userId, joinedAt }) =>
    stored(Waiter.key('m', userId), {
      ...{ matchId: 'm', userId, joinedAt },
      ...{ listPk: waitsOf(userId).pk, listSk: `${joinedAt}#m` },
    }),
  ),
]
const old = seat('ann', ago(HOUR))
/** Bob waits, and his place counts in his quota. */
const counting = () => waiting(full, bob, old).map((item) => (Waiter.is(item) ? { ...item, counted: true } : item))
/** Bob gets the seat that comes free in a match with a fee. */
const promoted = () => {
  const [place] = bob.places
  if (!place) throw new Error('Bob waits.')
  const candidate = {
    ...{ place, seat: promotedSeat({ ...dear, ...full, fee: 1000 }, place, 'application_bob', NOW), holder: undefined },
    ...{ checks: [], withChecks: guard.withSeat({ matchId: 'm', userId: 'bob' }) },
  }
  return promotion([candidate], { match: full, list: bob, seats: 1, now: NOW })
}
const invitation: InvitationItem = {
  ...{
    invitationId: invitationIdOf('match_01m817qnm0f8namaha58n2maha', 'ann'),
    matchId: 'm',
    from: 'bob',
    userId: 'ann',
  },
  ...{ status: 'PENDING', request: 'request', createdAt: ago(HOUR) },
}
const { invitationId } = invitation
const invited = (changes: Partial<InvitationItem> = {}) =>
  stored(Invitation.key('ann', invitationId), { ...invitation, ...changes })
const accepts = () => {
  const { write, event } = answer(match(), invitation, 'ACCEPTED', NOW)
  return announce([...take(match(), { ...seat('ann', NOW), invitationId }), write], NOW, event)
}
const is = (status: InvitationItem['status']) => (items: readonly object[]) =>
  items.some((item) => Invitation.is(item) && item.status === status)

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // A match that is not there is neither open nor free; only exists is asked here.
    writes: () =>
      take(match(), seat('ann', NOW)).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'open' && keeper.name !== 'capacity'),
      })),
  },
  seated: {
    given: world(match()),
    // The seat that is not there is not the same one either.
    writes: () =>
      withdraw(match(), taken, NOW, noPromotion).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'sameSeat'),
      })),
  },
  hosted: {
    given: world(match()),
    writes: () => change({ ...match(), playerCount: 0 }, { changes: { title: 'Mine' } }, by('ann'), NOW).writes,
  },
  ofPlayer: {
    given: world(match(), seat('ann')),
    writes: () => [check('look', Seat.key('m', 'ann'), guard.ofPlayer({ userId: 'bob' }))],
  },
  unbilled: {
    given: world(dear, reserved('ann')),
    writes: () => leave(dear, reserved('ann'), NOW, noPromotion),
  },
  oneApplication: {
    given: world(match(), taken),
    writes: () => take(match(), { ...seat('ann', NOW), applicationId: 'again' }),
  },
  open: {
    given: world(match({ status: 'CANCELLED', cancelledAt: ago(HOUR) })),
    writes: () => take(match(), seat('ann', NOW)),
  },
  sameStatus: {
    given: world(match({ status: 'CANCELLED', cancelledAt: NOW }), reserved('ann')),
    writes: () =>
      giveBack(
        { match: match(), seat: reserved('ann'), promotion: noPromotion, now: NOW, withdrawnAt: NOW },
        guard.sameStatus({ status: 'OPEN' }),
      ),
    // Planned for an open match, the cancellation does not know that the host's own excuses it.
    harms: (items) =>
      items.some((item) => Match.is(item) && item.status === 'CANCELLED') && items.some((item) => Ended.is(item)),
  },
  unchanged: {
    given: world(renamed),
    writes: () => late.writes,
    // The reply to the caller was never stored: it lacks the other change.
    harms: (items) => items.some((item) => Match.is(item) && item.venue !== late.after.venue),
  },
  capacity: {
    given: world(match({ maxPlayerCount: 1 }), taken),
    writes: () => take(match(), seat('bob', NOW)),
  },
  roomForPlayers: {
    given: world(match(), taken, seat('bob')),
    writes: () =>
      change(
        { ...match(), playerCount: 2 },
        { changes: {}, room: { maxPlayerCount: 1, promotion: noPromotion } },
        by('host'),
        NOW,
      ).writes,
  },
  unpaid: {
    given: world(match(), reserved('ann')),
    writes: () => withdraw(match(), reserved('ann'), NOW, noPromotion),
  },
  unstarted: {
    given: world(started, { ...reserved('ann'), createdAt: ago(2 * HOUR) }),
    writes: () =>
      giveBack(
        {
          ...{ match: started, seat: { ...reserved('ann'), createdAt: ago(2 * HOUR) } },
          ...{ promotion: withoutPromotion(started, NOW), now: NOW, withdrawnAt: NOW },
        },
        guard.unstarted({ now: NOW, dayAfterOrder: NOW }),
      ),
  },
  parking: {
    given: world(match({ parkingCapacity: 0 })),
    writes: () => reserve(match(), undefined, { ...wanted, plateNumber: '12가3456' }, NOW),
  },
  unseated: { given: world(match(), held('ann', ago(1000))), writes: () => reserve(match(), undefined, wanted, NOW) },
  reservable: {
    given: world(match(), paid),
    // Read before it was paid.
    writes: () => reserve(match(), held('ann', ago(1000)), wanted, NOW),
  },
  reservedBy: {
    given: world(match(), held('ann', ago(1000))),
    writes: () => giveBack({ match: match(), seat: held('ann', ago(1000)), promotion: noPromotion, now: NOW }),
  },
  payable: {
    given: world(started, { ...reserved('ann'), createdAt: ago(2 * HOUR) }),
    // As the match was read before its host moved the start.
    writes: () => confirm(match(), 'ann', 'billing', NOW).map(writing),
  },
  closed: {
    given: world(match(), reserved('ann')),
    writes: () => confirm(started, 'ann', 'billing', NOW).map(writing),
  },
  lapsed: { given: world(match({ fee: 1000 }), running), writes: () => sweep(dear, [running], NOW, noPromotion) },
  listedStart: {
    given: world(match({ startsAt: moved.startsAt })),
    // Read before its host moved the start.
    writes: () => take(match(), seat('ann', NOW)),
  },
  stillMoved: {
    // Moved once more, in the same millisecond, while the seats were listed by the first move.
    given: [
      stored(Match.key('m'), { ...match({ startsAt: ago(-3 * DAY_MS) }), ...MOVED, version: 2 }),
      stored(Seat.key('m', 'ann'), taken),
    ],
    writes: () => relist(moved, [taken]),
  },
  calendarOpen: { given: [stored(Calendar.key('ann'), revoked)], writes: () => [revokeCalendar('ann', NOW)] },
  calendarUnchanged: {
    // Another request has opened it meanwhile.
    given: [stored(Calendar.key('ann'), { userId: 'ann', no: 2, revoked: 1, createdAt: NOW })],
    writes: () => [openCalendar(revoked, opened(revoked, 'ann', NOW))],
  },
  sameSeat: {
    given: world(match({ fee: 1000 }), { ...held('ann', ago(HOUR / 5)), applicationId: 'later' }),
    writes: () =>
      retake(
        dear,
        { ...held('ann', ago(HOUR)), applicationId: 'earlier' },
        { ...held('ann', NOW), applicationId: 'earlier' },
      ),
  },
  withSeat: {
    given: world(match()),
    writes: () => take(match(), seat('ann', NOW)).slice(1, 2),
  },
  stillHeld: {
    given: world(dear, { ...held('ann', ago(2 * HOUR)), status: 'CONFIRMED', evidence: { confirmedAt: ago(HOUR) } }),
    // Read before it was paid.
    writes: () => [
      ...change({ ...dear, playerCount: 1 }, { changes: { startsAt: ago(-HOUR) } }, by('host'), NOW).writes,
      unpaidStill(held('ann', NOW)),
    ],
  },
  fewHolds: {
    given: [...world(dear), stored(Holder.key('ann'), holder({ holds: entries(5), holdsFullUntil: ago(-HOUR) }))],
    writes: () => take(dear, counted('ann'), holder({ holds: entries(5) })),
  },
  fewUnpaidBillings: {
    given: [stored(Holder.key('ann'), holder({ billings: entries(3), billingsFullUntil: ago(-HOUR) }))],
    writes: () => [
      holdBilling(holder({ billings: entries(3) }), { userId: 'ann', billingId: 'billing', matchIds: [] }, NOW),
    ],
  },
  fewTakes: {
    given: [...world(dear), stored(Takes.key('m', 'ann'), { userId: 'ann', takes: 3, ttl: 0 })],
    writes: () => take(dear, counted('ann')),
  },
  openQuota: { given: [stored(Host.key('host'), host(50))], writes: () => open(match(), host(50)) },
  holderUnchanged: {
    given: [
      ...world(dear),
      ...world(other, elsewhere),
      stored(Takes.key('other', 'ann'), { userId: 'ann', takes: 1, ttl: 0 }),
      stored(Holder.key('ann'), holder({ holds: [hold] })),
    ],
    // Read before the other seat was listed.
    writes: () => take(dear, counted('ann')),
  },
  hostUnchanged: {
    given: [
      stored(Match.key('m'), match({ playerCount: 0, counted: true })),
      stored(Host.key('host'), { ...host(1, 2), matchIds: ['m'] }),
    ],
    // Read before the match was listed.
    writes: () => [dropMatches(host(1), ['held_0'])],
  },
  withHolder: {
    given: world(dear),
    writes: () => take(dear, counted('ann')).filter(({ key }) => key.pk !== Holder.key('ann').pk),
  },
  withTakes: {
    given: world(dear),
    writes: () => take(dear, counted('ann')).filter(({ key }) => key.sk !== Takes.key('m', 'ann').sk),
  },
  withHost: {
    given: [],
    writes: () => open(match(), undefined).filter(({ key }) => key.pk !== Host.key('host').pk),
  },
  full: {
    given: world(match(), old),
    writes: () => joins(match(), undefined, 'bob').writes,
  },
  roomToWait: {
    given: waiting(full, listOf(...entries(MAX_WAITING).map(({ id }) => id)), old),
    writes: () => joins(full, listOf(...entries(MAX_WAITING).map(({ id }) => id)), 'bob').writes,
  },
  sameWaitingCount: {
    given: waiting(full, bob, old),
    // Read before Bob joined.
    writes: () => withdraw({ ...full, waitingCount: 0 }, old, NOW, noPromotion),
  },
  listUnchanged: {
    given: waiting(full, bob, old),
    // Read before Bob joined.
    writes: () => joins(full, undefined, 'cho').writes,
  },
  onePlace: { given: waiting(full, bob, old), writes: () => joins(full, bob, 'bob').writes },
  waiting: {
    given: waiting(full, bob, old),
    writes: () => leaveList({ match: full, list: bob, now: NOW }, 'cho'),
  },
  waitsQuota: {
    given: [...world(match({ maxPlayerCount: 1 }), old), stored(Waits.key('bob'), waits(MAX_WAITS))],
    writes: () => joins(full, undefined, 'bob', waits(MAX_WAITS)).writes,
  },
  waitsUnchanged: {
    given: [...counting(), stored(Waits.key('bob'), { ...waits(1, 2), matchIds: ['m'] })],
    // Read before Bob joined.
    writes: () => dropWaits(waits(1), { left: ['held_0'], closed: [] }),
  },
  counted: {
    // Bob has left meanwhile.
    given: [...world(started, old), stored(Waits.key('bob'), { ...waits(1), matchIds: ['m'] })],
    writes: () => dropWaits({ ...waits(1), matchIds: ['m'] }, { left: [], closed: ['m'] }),
  },
  withWaits: {
    given: world(match({ maxPlayerCount: 1 }), old),
    writes: () => joins(full, undefined, 'bob').writes.filter(({ key }) => key.pk !== Waits.key('bob').pk),
  },
  withPlace: {
    given: world(match({ maxPlayerCount: 1 }), old),
    writes: () => joins(full, undefined, 'bob').writes.filter(({ key }) => key.sk !== WaitingList.key('m').sk),
  },
  mayTake: {
    given: [
      ...waiting({ ...full, fee: 1000 }, bob, { ...old, status: 'HELD', heldUntil: ago(-HOUR) }),
      stored(Takes.key('m', 'bob'), { userId: 'bob', takes: 3, ttl: 0 }),
    ],
    writes: () => withdraw(full, old, NOW, promoted()),
  },
  mayNotTake: {
    given: waiting(full, bob, old),
    writes: () => [
      ...passOver({ match: full, list: bob, now: NOW }, ['bob']),
      check('mayNotTake', Takes.key('m', 'bob'), guard.mayNotTake()),
    ],
    // Bob loses his place although he may take a seat.
    harms: (items) => !items.some((item) => Waiter.is(item)),
  },
  invited: {
    given: world(match()),
    // An invitation that is not there is not pending either.
    writes: () =>
      accepts().map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'pending'),
      })),
  },
  pending: { given: [...world(match()), invited({ status: 'DECLINED' })], writes: accepts, harms: is('ACCEPTED') },
  stillOpen: {
    given: [...world(match({ status: 'CANCELLED', cancelledAt: NOW })), invited()],
    writes: () => {
      const { write, event } = answer(match(), invitation, 'DECLINED', NOW)
      return announce([update('declineIn', Match.key('m'), {}, guard.stillOpen({ now: NOW })), write], NOW, event)
    },
    harms: is('DECLINED'),
  },
  uninvited: {
    given: [...world(match()), invited()],
    writes: () => {
      const { write, event } = send(match(), { ...invitation, from: 'cho' })
      return announce([update('inviteTo', Match.key('m'), {}), write], NOW, event)
    },
    // Bob's invitation is gone.
    harms: (items) => items.some((item) => Invitation.is(item) && item.from === 'cho'),
  },
  fewSent: {
    given: [
      stored(Sent.key('bob', 'ann', dayOf(NOW)), {
        ...{ userId: 'bob', from: 'ann', day: dayOf(NOW), count: MAX_SENT, ttl: 0 },
      }),
    ],
    writes: () => [countSent({ from: 'ann', userId: 'bob', createdAt: NOW })],
  },
  withInvitation: {
    given: world(match()),
    writes: () => take(match(), { ...seat('ann', NOW), invitationId }),
  },
}
