// Writes that break the rules of matches, each exactly one.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { create } from '#domain/billing/writes.ts'
import { dropMatches, holdBilling } from '#domain/matches/holders.ts'
import {
  type Held,
  type HolderItem,
  type HostItem,
  holderKey,
  hostKey,
  type MatchItem,
  matchKey,
  type SeatItem,
  seatKey,
  takesKey,
} from '#domain/matches/item.ts'
import { giveBack, retake, sweep, withdraw } from '#domain/matches/releases.ts'
import { confirm, reserve } from '#domain/matches/reservations.ts'
import { rule } from '#domain/matches/rules.ts'
import { change, listed, newSeat, open, take, unpaidStill } from '#domain/matches/writes.ts'
import type { Write } from '#kernel/data/write.ts'
import { noParts, readyBilling, storedBilling } from '#test/support/billing.ts'
import { type Counterexamples, stored } from '#test/support/counterexample.ts'

const HOUR = 60 * 60 * 1000
const DAY_MS = 24 * HOUR
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()
const NOW = ago(0)

const match = (changes: Partial<MatchItem> = {}): MatchItem => ({
  ...{ matchId: 'm', hostId: 'host', title: 'Futsal', venue: 'Hall', startsAt: ago(-DAY_MS), durationMinutes: 60 },
  ...{ maxPlayerCount: 3, playerCount: 1, fee: 0, parkingCapacity: 0, parkingCount: 0, status: 'OPEN' },
  ...{ version: 0, changes: 0 },
  ...{ createdAt: ago(DAY_MS), ...listed('m', ago(-DAY_MS)) },
  ...changes,
})
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
  ...{ version: 1, changes: 1, ttl: 0 },
  ...changes,
})
const host = (size: number, version = 1): HostItem => ({
  ...{ hostId: 'host', matchIds: entries(size).map(({ id }) => id), openCount: size, version, changes: version },
})
const waiting = (): BillingItem => readyBilling({ counted: true })
const world = (of: MatchItem, ...seats: SeatItem[]) => [
  stored(matchKey(of.matchId), { ...of, playerCount: seats.length }),
  ...seats.map((one) => stored(seatKey(one.matchId, one.userId), one)),
  ...seats.flatMap(({ billingId, matchId, userId }) =>
    billingId ? [storedBilling(billingId, seatKey(matchId, userId))] : [],
  ),
]
const reserved = (userId: string): SeatItem => ({
  ...held(userId, ago(1000)),
  ...{ billingId: 'billing', reservations: 1 },
})
const wanted = { userId: 'ann', billingId: 'another', applicationId: 'application', heldUntil: ago(-HOUR) }
const started = match({ startsAt: ago(HOUR), ...listed('m', ago(HOUR)) })
/** A check cannot do without its one condition, so it writes what is there. */
const writing = (write: Write): Write =>
  'check' in write.action ? { ...write, action: { update: { set: { title: 'Futsal' } } } } : write
const running = held('ann', ago(1000))
const taken = seat('ann')

export const counterexamples: Counterexamples<typeof rule> = {
  exists: {
    given: [],
    // A match that is not there is neither open nor free; only exists is asked here.
    writes: () =>
      take(seat('ann', NOW)).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'open' && keeper.name !== 'capacity'),
      })),
  },
  seated: {
    given: world(match()),
    // The seat that is not there is not the same one either.
    writes: () =>
      withdraw(taken, NOW).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'sameSeat'),
      })),
  },
  hosted: {
    given: world(match()),
    writes: () => [change({ ...match(), playerCount: 0 }, { title: 'Mine' }, 'ann', NOW)],
  },
  oneApplication: { given: world(match(), taken), writes: () => take({ ...seat('ann', NOW), applicationId: 'again' }) },
  open: {
    given: world(match({ status: 'CANCELLED', cancelledAt: ago(HOUR) })),
    writes: () => take(seat('ann', NOW)),
  },
  asRead: {
    given: world(match({ version: 1, changes: 1 })),
    writes: () => [change({ ...match(), playerCount: 0 }, { title: 'Late' }, 'host', NOW)],
  },
  capacity: {
    given: world(match({ maxPlayerCount: 1 }), taken),
    writes: () => take(seat('bob', NOW)),
  },
  roomForPlayers: {
    given: world(match(), taken, seat('bob')),
    writes: () => [change({ ...match(), playerCount: 2 }, { maxPlayerCount: 1 }, 'host', NOW)],
  },
  unpaid: {
    given: world(match(), reserved('ann')),
    writes: () => withdraw(reserved('ann'), NOW),
  },
  unstarted: {
    given: world(started, { ...reserved('ann'), createdAt: ago(2 * HOUR) }),
    writes: () => giveBack({ ...reserved('ann'), createdAt: ago(2 * HOUR) }, NOW, NOW, rule.unstarted(NOW, NOW)),
  },
  parking: {
    given: world(match({ parkingCapacity: 0 })),
    writes: () => reserve(match(), undefined, { ...wanted, plateNumber: '12가3456' }, NOW),
  },
  unseated: { given: world(match(), held('ann', ago(1000))), writes: () => reserve(match(), undefined, wanted, NOW) },
  reservable: { given: world(match(), reserved('ann')), writes: () => reserve(match(), reserved('ann'), wanted, NOW) },
  reservedBy: { given: world(match(), reserved('ann')), writes: () => confirm(match(), 'ann', 'another', NOW) },
  payable: {
    given: world(started, { ...reserved('ann'), createdAt: ago(2 * HOUR) }),
    // As the match was read before its host moved the start.
    writes: () => confirm(match(), 'ann', 'billing', NOW).map(writing),
  },
  closed: {
    given: world(match(), reserved('ann')),
    writes: () => confirm(started, 'ann', 'billing', NOW).map(writing),
  },
  holdEnds: { given: world(match({ fee: 1000 }), running), writes: () => sweep([running], NOW) },
  sameSeat: {
    given: world(match({ fee: 1000 }), { ...held('ann', ago(HOUR / 5)), applicationId: 'later' }),
    writes: () =>
      retake(
        { ...held('ann', ago(HOUR)), applicationId: 'earlier' },
        { ...held('ann', NOW), applicationId: 'earlier' },
      ),
  },
  counted: {
    given: world(match()),
    writes: () => take(seat('ann', NOW)).slice(1),
  },
  stillHeld: {
    given: world(dear, { ...held('ann', ago(2 * HOUR)), status: 'CONFIRMED', confirmedAt: ago(HOUR) }),
    // Read before it was paid.
    writes: () => [
      change({ ...dear, playerCount: 1 }, { startsAt: ago(-HOUR) }, 'host', NOW),
      unpaidStill(held('ann', NOW)),
    ],
  },
  fewHolds: {
    given: [...world(dear), stored(holderKey('ann'), holder({ holds: entries(5), holdsFullUntil: ago(-HOUR) }))],
    writes: () => take(counted('ann'), holder({ holds: entries(5) })),
  },
  fewUnpaidBillings: {
    given: [stored(holderKey('ann'), holder({ billings: entries(3), billingsFullUntil: ago(-HOUR) }))],
    writes: () => [
      holdBilling(
        holder({ billings: entries(3) }),
        { userId: 'ann', billingId: 'billing', matchIds: [] },
        Billing.key('billing'),
        NOW,
      ),
      create(waiting(), [], noParts.withParts),
    ],
  },
  fewTakes: {
    given: [...world(dear), stored(takesKey('m', 'ann'), { userId: 'ann', takes: 3, ttl: 0 })],
    writes: () => take(counted('ann')),
  },
  openQuota: { given: [stored(hostKey('host'), host(50))], writes: () => open(match(), host(50)) },
  holderAsRead: { given: [...world(dear), stored(holderKey('ann'), holder())], writes: () => take(counted('ann')) },
  hostAsRead: { given: [stored(hostKey('host'), host(2, 2))], writes: () => [dropMatches(host(2), ['held_0'])] },
  holdCounted: {
    given: world(dear),
    writes: () => take(counted('ann')).filter(({ key }) => key.pk !== holderKey('ann').pk),
  },
  billingCounted: {
    given: [],
    // The other way round nothing would be missed: what is counted may have ended.
    writes: () => [
      { ...create(waiting(), [], noParts.withParts), requires: [rule.billingCounted('ann', Billing.key('billing'))] },
    ],
  },
  takeCounted: {
    given: world(dear),
    writes: () => take(counted('ann')).filter(({ key }) => key.sk !== takesKey('m', 'ann').sk),
  },
  matchCounted: { given: [], writes: () => open(match(), undefined).slice(0, 1) },
}
