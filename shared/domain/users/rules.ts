// What must be true of users and their sessions, in order of precedence.

import { absent, atMost, either, equals, type Item, later } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { acrossPartitions, type Contents, inPartition, rules } from '#kernel/data/rules.ts'
import { limitOf, secondsUntil } from './attempts.ts'
import {
  type AttemptItem,
  emailKey,
  type SessionItem,
  type SiblingItem,
  type UserItem,
  userKey,
  usernameKey,
} from './item.ts'
import { EmailTaken, InvalidRefreshToken, TooManyAttempts, UsernameTaken } from './problems.ts'
import { isLong } from './sessions.ts'

const sessionsOf = (items: readonly Item[]) =>
  items.filter(({ sk }) => String(sk).startsWith('SESSION#')) as unknown as SessionItem[]

/** One user's partition; one without a user breaks `wholeRegistration` alone. */
const userAudit = (keeps: (user: UserItem, sessions: SessionItem[]) => boolean) =>
  inPartition('USER', ({ items }) => {
    const user = items.find(({ sk }) => sk === 'USER') as unknown as UserItem | undefined
    return !user || keeps(user, sessionsOf(items))
  })

const sessionAudit = (keeps: (session: SessionItem) => boolean) => userAudit((_, sessions) => sessions.every(keeps))

const attemptAudit = (keeps: (attempt: AttemptItem, pk: string) => boolean) =>
  inPartition('ATTEMPT', ({ items, pk }: Contents) => (items as unknown as AttemptItem[]).every((it) => keeps(it, pk)))

/** A user and the guard of what is unique about them name each other. */
const guarded = (guardSort: string, keyOf: (user: UserItem) => Key) =>
  acrossPartitions((item) => {
    const pk = String(item['pk'])
    const userId = String(item['userId'])
    if (item['sk'] === guardSort) return [{ about: `${pk} of ${userId}`, side: -1, with: userKey(userId).pk }]
    if (item['sk'] !== 'USER') return []
    const guard = keyOf(item as unknown as UserItem).pk
    return [{ about: `${guard} of ${userId}`, side: 1, with: guard }]
  })

export const rule = rules('users', {
  uniqueUsername: {
    says: 'A username, compared without case, belongs to at most one user.',
    guard: () => absent('pk'),
    fails: UsernameTaken,
    audit: guarded('USERNAME', ({ username }) => usernameKey(username)),
  },
  uniqueEmail: {
    says: 'An email, compared without case, belongs to at most one user.',
    guard: () => absent('pk'),
    fails: EmailTaken,
    audit: guarded('EMAIL', ({ email }) => emailKey(email)),
  },
  wholeRegistration: {
    says: 'A user exists if and only if the profile, the guards and the default friend group do.',
    together: (...companions: Key[]) => companions,
    audit: acrossPartitions((item) => {
      const { pk, sk, companions, companionOf } = item as { [name: string]: unknown; companions?: string[] }
      if (sk === 'USER')
        return (companions ?? []).map((companion) => ({
          about: `${companion} of ${pk}`,
          side: 1,
          with: companion.slice(0, companion.indexOf('|')),
        }))
      if (!companionOf) return []
      const user = userKey(String(companionOf)).pk
      return [{ about: `${pk}|${sk} of ${user}`, side: -1, with: user }]
    }),
  },
  fewAttempts: {
    says: 'In a window of 15 minutes at most 10 guesses fail for a name at an address, and 100 for an address.',
    guard: (most: number, now: string) =>
      either(absent('windowEndsAt'), atMost('windowEndsAt', now), atMost('count', most)),
    fails: TooManyAttempts,
    tells: (old, _: number, now: string) => ({ retryAfter: secondsUntil(old as unknown as AttemptItem, now) }),
    audit: attemptAudit(({ count }, pk) => count <= limitOf(pk)),
  },
  oneWindow: {
    says: 'A window begins from the failures that were read, so none of them is forgotten.',
    expects: (before: number) => (before === 0 ? absent('failures') : equals('failures', before)),
    audit: attemptAudit(({ count, failures, before }) => count === failures - before),
  },
  live: {
    says: 'No token of a session that ended is spent.',
    guard: () => absent('endedAt'),
    fails: InvalidRefreshToken,
    audit: sessionAudit(({ endedVersion, version }) => endedVersion === undefined || endedVersion === version),
  },
  unexpired: {
    says: 'No token is spent after 30 days without use.',
    guard: (now: string) => later('expiresAt', now),
    fails: InvalidRefreshToken,
    audit: sessionAudit(({ usedAt, usedBefore }) => usedAt < usedBefore),
  },
  currentEpoch: {
    says: 'No token of a session from before the last change of password is spent, but for the session that made it.',
    guard: (epoch: number) => equals('sessionEpoch', epoch),
    fails: InvalidRefreshToken,
    audit: userAudit(
      ({ sessionEpoch, rotatedEpoch }, sessions) =>
        rotatedEpoch === sessionEpoch && sessions.every(({ epoch }) => epoch <= sessionEpoch),
    ),
  },
  spentOnce: {
    says: 'A session changes only from the state that was read, so a refresh token is spent once.',
    expects: (version: number) => equals('version', version),
    audit: sessionAudit(({ version, changes }) => version === changes),
  },
  siblingKept: {
    says: 'A refresh token that gave way unspent is stored until it is spent, so that it never ends its session.',
    together: (...siblings: Key[]) => siblings,
    audit: inPartition('USER', ({ items }) => {
      const kept = items.filter(({ sk }) => String(sk).startsWith('SIBLING#')) as unknown as SiblingItem[]
      return sessionsOf(items).every((session) => {
        const { sessionId, gaveWay = 0 } = session
        const count = kept.filter((sibling) => sibling.sessionId === sessionId).length
        // The store may have deleted some of a session that is in use for months.
        return isLong(session) ? count <= gaveWay : count === gaveWay
      })
    }),
  },
  asRead: {
    says: 'A user changes only from the state that was read, and a password is judged only by the one that is current.',
    expects: (version: number | undefined) => (version === undefined ? absent('pk') : equals('version', version)),
    audit: userAudit(({ version, changes }) => version === changes),
  },
})
