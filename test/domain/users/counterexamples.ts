// Counterexamples of users: each write is refused by one keeper.

import {
  accountCounter,
  addressCounter,
  mailCounter,
  registrationCounters,
  type Unread,
  welcomeCounter,
} from '#domain/users/attempts.ts'
import { guard } from '#domain/users/guards.ts'
import { count, countFailures, guesses, mails, quietMails, registrations } from '#domain/users/guesses.ts'
import {
  type AttemptItem,
  Email,
  Session,
  type SessionItem,
  Totp,
  type TotpItem,
  type UserItem,
} from '#domain/users/items.ts'
import { begin, follow } from '#domain/users/sessions.ts'
import {
  active,
  asOperator,
  changeRegistered,
  changeUser,
  endSession,
  list,
  newUser,
  resetPassword,
  rotate,
  sameName,
  useTotp,
  verify,
} from '#domain/users/writes.ts'
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
  register(user, { userId: user.userId, firstName: 'First', lastName: 'Last' }, 'reserve', `group_${user.userId}`)

/** The items that puts leave behind. */
const left = (writes: readonly Write[]): Item[] =>
  writes.map(({ key, action }) => stored(key, 'put' in action ? action.put : {}))

const ann = userOf('ann', 'Ann', 'ann@example.com')
const profile = { userId: 'ann', firstName: 'First', lastName: 'Last' }
const { session, token } = begin({ user: ann, sessionId: 'one' }, T0, zeros)
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

const account = accountCounter('ann')
const full = (limit: number): AttemptItem => ({ count: limit, windowEndsAt: T1, ttl: 4_000_000_000 })
const counter = (unread: Unread, item: AttemptItem | undefined) => ({ ...unread, item })
const failure = (item: AttemptItem | undefined) => () => [count(counter(account, item), guesses, T0)]

const address = addressCounter('127.0.0.1')
/** The most failures that fit into a window of one address. */
const spaced = { ...full(550), nextAt: T1 }
const mailing = mailCounter('ann')
const welcoming = welcomeCounter('ann@example.com')
process.env['REGISTRATIONS_PER_ADDRESS'] = '3'
const [registering = account] = registrationCounters('127.0.0.1')
delete process.env['REGISTRATIONS_PER_ADDRESS']

const bob = userOf('bob', 'Bob', 'ann@example.com')
/** Bob has registered with Ann's address, which is reserved for her. */
const bobToo = left(
  register({ ...bob, unreserved: true }, { ...profile, userId: 'bob' }, { holder: { userId: 'ann' } }, 'group_bob'),
).filter(({ pk }) => pk !== Email.key('ann@example.com').pk)
const provedAnn = stored(Email.key('ann@example.com'), { userId: 'ann', verifiedAt: T0 })
const withoutClaim = (items: readonly Item[]) => items.filter(({ pk }) => pk !== provedAnn['pk'])

const caller = { userId: 'ann', role: 'OPERATOR', sessionId: 'one', epoch: 0 }
const totp: TotpItem = { userId: 'ann', secret: '', recovery: [], createdAt: T0, lastStep: 0, version: 0 }

export const counterexamples: Counterexamples<typeof guard> = {
  uniqueUsername: { given: world(), writes: () => registration(userOf('bob', 'ANN', 'bob@example.com')) },
  uniqueEmail: { given: world(), writes: () => registration(userOf('bob', 'Bob', 'ANN@example.com')) },
  sameUsername: {
    // The name was freed since.
    given: [],
    writes: () => list('Ann', { userId: 'ann' }),
  },
  sameHolder: {
    // Bob has verified the address since.
    given: [
      ...withoutClaim(world({ unreserved: true })),
      ...left(register({ ...bob, emailVerifiedAt: T0 }, { ...profile, userId: 'bob' }, 'reserve', 'group_bob')).filter(
        ({ pk }) => pk !== provedAnn['pk'],
      ),
      stored(Email.key('ann@example.com'), { userId: 'bob', verifiedAt: T0 }),
    ],
    writes: () => [
      ...resetPassword(
        { ...ann, unreserved: true },
        {
          ...{ passwordHash: 'x', counter: account.key },
          proof: { user: ann, email: ann.email, holder: { userId: 'ann' }, other: undefined },
        },
        T0,
      ),
    ],
  },
  unverified: {
    given: [...withoutClaim(world({ emailVerifiedAt: T0 })), provedAnn, ...bobToo],
    writes: () =>
      verify({ user: { ...bob, unreserved: true }, email: bob.email, holder: { userId: 'ann' }, other: ann }, T1)
        .writes,
  },
  fewAttempts: { given: [stored(account.key, full(10))], writes: failure(full(9)) },
  spacedAttempts: {
    given: [stored(address.key, spaced)],
    writes: () => [count(counter(address, spaced), guesses, T0)],
  },
  fewMails: { given: [stored(mailing.key, full(5))], writes: () => [count(counter(mailing, full(4)), mails, T0)] },
  fewQuietMails: {
    given: [stored(welcoming.key, full(5))],
    writes: () => [count(counter(welcoming, full(4)), quietMails, T0)],
  },
  fewRegistrations: {
    given: [stored(registering.key, full(3))],
    writes: () => [count(counter(registering, full(2)), registrations, T0)],
    harms: (items) => items.some((item) => item['count'] === 4),
  },
  sameWindow: {
    given: [stored(account.key, full(3))],
    writes: failure(undefined),
    // Three failures were counted before this one.
    harms: (items) => items.some((item) => item['pk'] === account.key.pk && item['count'] === 1),
  },
  live: {
    given: [
      ...left(registration(ann)),
      stored(Session.key('ann', 'one'), { ...withoutSuccessor, version: 1, endedAt: T0 }),
    ],
    writes: () => rotation(ann, { ...session, version: 1 }, T1),
  },
  standing: {
    given: [
      ...left(registration(ann)),
      stored(Session.key('ann', 'one'), { ...withoutSuccessor, version: 1, endedAt: T0, epoch: 0 }),
    ],
    writes: () => [endSession({ ...session, version: 1 }, T1, guard.standing({ now: T1, epoch: 0 }))],
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
  withinLife: {
    // The session began a month earlier than the one that the plan knows: 30 more days are too many.
    given: world({}, { createdAt: '2025-12-01T00:00:00.000Z', expiresAt: '2026-05-30T00:00:00.000Z' }),
    writes: () => rotation(ann, session, '2026-05-20T00:00:00.000Z'),
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
    writes: () =>
      changeRegistered(
        { user: ann, profile },
        { firstName: 'Ann', lastName: 'Last', displayName: undefined },
      ).writes.slice(0, 1),
  },
  active: { given: world({ sessionEpoch: 1 }), writes: () => [active(caller)] },
  operator: { given: world(), writes: () => [asOperator(caller)] },
  unchangedTotp: {
    given: [...world(), stored(Totp.key('ann'), { ...totp, version: 1 })],
    writes: () => [useTotp(totp, { ...totp, lastStep: 1, version: 1 })],
    // Another sign-in has used the same code.
    harms: (items) => items.some((item) => item['lastStep'] === 1),
  },
  freeUsername: {
    given: world(),
    writes: () => countFailures([counter(account, undefined)], sameName('Ann', undefined), T0),
    // The guess counts against Ann, although it was not compared with her password.
    harms: (items) => items.some(({ pk }) => pk === account.key.pk),
  },
}
