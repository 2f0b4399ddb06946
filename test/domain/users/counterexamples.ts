// Counterexamples of users: each write is refused by one keeper.

import { pairKey } from '#domain/users/attempts.ts'
import type { guard } from '#domain/users/guards.ts'
import { countFailure, countFailures } from '#domain/users/guesses.ts'
import { type AttemptItem, Session, type SessionItem, type UserItem } from '#domain/users/items.ts'
import { begin, follow } from '#domain/users/sessions.ts'
import { changeRegistered, changeUser, newUser, rotate, sameName } from '#domain/users/writes.ts'
import { register } from '#flows/registration/writes.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'
const LATE = '2026-03-01T00:00:00.000Z'

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes)

const userOf = (userId: string, username: string, email: string): UserItem =>
  newUser({ userId, username, email, passwordHash: 'hash', createdAt: T0 })
const registration = (user: UserItem) =>
  register(user, { userId: user.userId, firstName: 'First', lastName: 'Last' }, `group_${user.userId}`)

/** The items that puts leave behind. */
const left = (writes: readonly Write[]): Item[] =>
  writes.map(({ key, action }) => stored(key, 'put' in action ? action.put : {}))

const ann = userOf('ann', 'Ann', 'ann@example.com')
const profile = { userId: 'ann', firstName: 'First', lastName: 'Last' }
const { session, token } = begin(ann, 'one', T0, zeros)
const rotation = (user: UserItem, of: SessionItem, now: string) =>
  rotate(user, of, follow(of, token, { now, clock: 'one' }, zeros), now)

/** The world with Ann and her session, as changed. */
const world = (user: Partial<UserItem> = {}, its: Partial<SessionItem> = {}): Item[] => [
  ...left(registration({ ...ann, ...user })),
  stored(Session.key('ann', 'one'), { ...session, ...its }),
]

/** The token was spent, and is presented again. */
const spentOnce = { version: 1, previousHash: session.currentHash ?? '', currentHash: 'successor', rotatedAt: T0 }
const { currentHash: _, ...withoutSuccessor } = session

const pair = pairKey('127.0.0.1', 'ann')
const window = (count: number): AttemptItem => ({ count, windowEndsAt: T1, ttl: 4_000_000_000 })
const counter = (item: AttemptItem | undefined) => ({ key: pair, limit: 10, item })
const failure = (item: AttemptItem | undefined) => () => [countFailure(counter(item), T0)]

export const counterexamples: Counterexamples<typeof guard> = {
  uniqueUsername: { given: world(), writes: () => registration(userOf('bob', 'ANN', 'bob@example.com')) },
  uniqueEmail: { given: world(), writes: () => registration(userOf('bob', 'Bob', 'ANN@example.com')) },
  fewAttempts: { given: [stored(pair, window(10))], writes: failure(window(9)) },
  sameWindow: {
    given: [stored(pair, window(3))],
    writes: failure(undefined),
    // Three failures were counted before this one.
    harms: (items) => items.some(({ pk, count }) => pk === pair.pk && count === 1),
  },
  live: {
    given: [
      ...left(registration(ann)),
      stored(Session.key('ann', 'one'), { ...withoutSuccessor, version: 1, endedAt: T0 }),
    ],
    writes: () => rotation(ann, { ...session, version: 1 }, T1),
  },
  unexpired: { given: world(), writes: () => rotation(ann, session, LATE) },
  currentEpoch: {
    given: world({ sessionEpoch: 1, version: 1 }),
    // The user is read as stored; the session is of the epoch before.
    writes: () => rotation({ ...ann, version: 1 }, session, T1),
  },
  unchangedSession: {
    given: world({}, spentOnce),
    // Both requests spend the same token; the successor of the first is stored nowhere.
    writes: () => rotation(ann, session, T1),
    harms: (items) => !JSON.stringify(items).includes(spentOnce.currentHash),
  },
  withSiblings: {
    given: world({}, spentOnce),
    writes: () => rotation(ann, { ...session, ...spentOnce }, T1).filter(({ key }) => !key.sk.startsWith('SIBLING#')),
  },
  unchangedUser: {
    // Another request changed the email since.
    given: world({ email: 'new@example.com', version: 1 }),
    writes: () => changeUser(ann, { passwordHash: 'another' }).writes,
  },
  withProfile: {
    given: world(),
    writes: () => changeRegistered({ user: ann, profile }, { firstName: 'Ann', lastName: 'Last' }).writes.slice(0, 1),
  },
  freeUsername: {
    given: world(),
    writes: () => countFailures([counter(undefined)], sameName('Ann', undefined), T0),
    // The guess counts against Ann, although it was not compared with her password.
    harms: (items) => items.some(({ pk }) => pk === pair.pk),
  },
}
