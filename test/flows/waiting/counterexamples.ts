// Counterexamples of waiting lists: a person gets a seat, or loses a place, against one keeper.

import { noEdge, turned } from '#domain/friends/edge.ts'
import { DefaultGroup, type DefaultGroupItem, Edge } from '#domain/friends/items.ts'
import { openDefaultGroup } from '#domain/friends/writes.ts'
import {
  Match,
  type MatchItem,
  Seat,
  Waiter,
  WaitingList,
  type WaitingListItem,
  waitsOf,
} from '#domain/matches/items.ts'
import { promotion } from '#domain/matches/promotion.ts'
import { withdraw } from '#domain/matches/releases.ts'
import { newSeat, promotedSeat } from '#domain/matches/seat.ts'
import { passOver } from '#domain/matches/waiting.ts'
import { listed } from '#domain/matches/writes.ts'
import { User } from '#domain/users/items.ts'
import { guard } from '#flows/waiting/guards.ts'
import type { Item } from '#kernel/data/condition.ts'
import { check, type Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { registered } from '#test/support/known.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const NOW = new Date().toISOString()
const LATER = '2999-01-01T00:00:00.000Z'
const match: MatchItem = {
  ...{ matchId: 'm', hostId: 'ann', title: 'Futsal', venue: 'Hall', startsAt: LATER, durationMinutes: 60 },
  ...{
    maxPlayerCount: 1,
    playerCount: 1,
    waitingCount: 1,
    fee: 0,
    parkingCapacity: 0,
    parkingCount: 0,
    status: 'OPEN',
  },
  ...{ version: 0, createdAt: T0, ...listed({ matchId: 'm', hostId: 'ann', startsAt: LATER }) },
}
const place = { userId: 'bob', joinedAt: '2026-01-02T00:00:00.000Z' }
const list: WaitingListItem = { matchId: 'm', places: [place], lastJoinedAt: place.joinedAt, version: 1 }
const seat = newSeat(match, 'cho', 'application_cho', T0)
const waiting: Item[] = [
  stored(Match.key('m'), match),
  stored(Seat.key('m', 'cho'), seat),
  stored(WaitingList.key('m'), list),
  stored(Waiter.key('m', 'bob'), {
    ...{ matchId: 'm', ...place },
    ...{ listPk: waitsOf('bob').pk, listSk: `${place.joinedAt}#m` },
  }),
]
/** Bob is registered, and has asked for deletion. */
const gone = registered('bob', T0).map((item) => (User.is(item) ? { ...item, deletedAt: T0 } : item))
const { mine, theirs } = turned({ mine: noEdge('ann', 'bob'), theirs: noEdge('bob', 'ann') }, { blocked: true }, T0, 6)
/** Friends that are stored without a call have no events. */
const { announced: _, ...group } = openDefaultGroup('group', 'ann', T0).after
const root = (ownerId: string, changes: Partial<DefaultGroupItem> = {}) =>
  stored(DefaultGroup.key(ownerId), { ...group, groupId: `group_${ownerId}`, ownerId, ...changes })
const blocks = [
  root('ann', { blockCount: 1 }),
  root('bob'),
  stored(Edge.key('ann', 'bob'), mine),
  stored(Edge.key('bob', 'ann'), theirs),
]
const stays = check('stays', User.key('bob'), guard.stays())
const welcome = check('welcome', Edge.key('ann', 'bob'), guard.welcome())
/** Cho's seat goes to Bob. */
const promotes = (): readonly Write[] => {
  const candidate = {
    ...{ place, seat: promotedSeat(match, place, 'application_bob', NOW), holder: undefined },
    ...{ checks: [stays, welcome], withChecks: guard.withChecks({ hostId: 'ann', userId: 'bob' }) },
  }
  return withdraw(match, seat, NOW, promotion([candidate], { match, list, seats: 1, now: NOW }))
}
const passes = (why: Write): readonly Write[] => [...passOver({ match, list, now: NOW }, ['bob']), why]
/** Bob loses his place although he may take a seat. */
const harms = (items: readonly Item[]) => !items.some((item) => Waiter.is(item))

export const counterexamples: Counterexamples<typeof guard> = {
  stays: { given: [...waiting, ...gone], writes: promotes },
  gone: { given: waiting, writes: () => passes(check('gone', User.key('bob'), guard.gone())), harms },
  welcome: { given: [...waiting, ...blocks], writes: promotes },
  unwelcome: {
    given: waiting,
    writes: () => passes(check('unwelcome', Edge.key('ann', 'bob'), guard.unwelcome())),
    harms,
  },
  withChecks: {
    given: [...waiting, ...blocks],
    writes: () => promotes().filter(({ name }) => !name.endsWith('welcome')),
  },
}
