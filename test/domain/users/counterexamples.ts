// Writes that break the rules of users, each exactly one.

import { openDefaultGroup } from '#domain/friends/writes.ts'
import { countFailure } from '#domain/users/guesses.ts'
import { type AttemptItem, pairKey, type SessionItem, sessionKey, type UserItem, userKey } from '#domain/users/item.ts'
import type { rule } from '#domain/users/rules.ts'
import { begin, follow } from '#domain/users/sessions.ts'
import { change, register, rotate } from '#domain/users/writes.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import type { Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'
const LATE = '2026-03-01T00:00:00.000Z'

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes)

const registration = (userId: string, username: string, email: string): Write[] => {
  const group = openDefaultGroup(`group_${userId}`, userId, T0)
  const user = { userId, username, email, passwordHash: 'hash', createdAt: T0 }
  return [...register(user, { firstName: 'First', lastName: 'Last' }, group.key), group]
}

/** What puts leave behind. */
const left = (writes: readonly Write[]): Item[] =>
  writes.map(({ key, action }) => stored(key, 'put' in action ? action.put : {}))

const itemAt = <T>(items: readonly Item[], key: Key<string, T>): T =>
  items.find(({ pk, sk }) => pk === key.pk && sk === key.sk) as unknown as T

const registered = left(registration('ann', 'Ann', 'ann@example.com'))
const ann = itemAt(registered, userKey('ann')) as UserItem
const { session, token } = begin(ann, 'one', T0, zeros)
const rotation = (user: UserItem, of: SessionItem, now: string) =>
  rotate(user, of, follow(of, token, { now, clock: 'one' }, zeros), now)

/** The world with Ann and her session, as changed. */
const world = (user: Partial<UserItem> = {}, its: Partial<SessionItem> = {}): Item[] => [
  ...registered.map((item) => (item['sk'] === 'USER' ? { ...item, ...user } : item)),
  stored(sessionKey('ann', 'one'), { ...session, ...its }),
]

/** The token was spent, and is presented again. */
const spentOnce = { version: 1, changes: 1, previousHash: session.currentHash, currentHash: 'successor', rotatedAt: T0 }

const pair = pairKey('127.0.0.1', 'ann')
const window = (count: number): AttemptItem => ({
  ...{ count, failures: count, before: 0, windowEndsAt: T1, lastAt: T0, ttl: 4_000_000_000 },
})
const failure = (item: AttemptItem | undefined) => () => [countFailure({ key: pair, limit: 10, item }, T0)]

export const counterexamples: Counterexamples<typeof rule> = {
  uniqueUsername: { given: world(), writes: () => registration('bob', 'ANN', 'bob@example.com') },
  uniqueEmail: { given: world(), writes: () => registration('bob', 'Bob', 'ANN@example.com') },
  wholeRegistration: {
    given: world(),
    writes: () => registration('bob', 'Bob', 'bob@example.com').filter(({ key }) => key.module !== 'friends'),
  },
  fewAttempts: { given: [stored(pair, window(10))], writes: failure(window(9)) },
  oneWindow: { given: [stored(pair, window(3))], writes: failure(undefined) },
  live: {
    given: world({}, { version: 1, changes: 1, endedAt: T0, endedVersion: 1 }),
    writes: () => rotation(ann, { ...session, version: 1 }, T1),
  },
  unexpired: { given: world(), writes: () => rotation(ann, session, LATE) },
  currentEpoch: {
    given: world({ sessionEpoch: 1, rotatedEpoch: 1, version: 1, changes: 1 }),
    // The user is read as stored; the session is of the epoch before.
    writes: () => rotation({ ...ann, version: 1 }, session, T1),
  },
  spentOnce: { given: world({}, { version: 1, changes: 1 }), writes: () => rotation(ann, session, T1) },
  siblingKept: {
    given: world({}, spentOnce),
    writes: () => rotation(ann, { ...session, ...spentOnce }, T1).filter(({ key }) => !key.sk.startsWith('SIBLING#')),
  },
  asRead: {
    given: world({ version: 1, changes: 1 }),
    writes: () => change(ann, { passwordHash: 'another' }),
  },
}
