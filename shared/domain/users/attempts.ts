// Counters of events that are limited, such as failed password checks: their keys, limits and windows.

import { createHash } from 'node:crypto'
import type { Key } from '#kernel/data/key.ts'
import { Attempt, type AttemptItem } from './items.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

interface Limit {
  /** The maximum count in a window. */
  readonly limit: number
  readonly windowMs: number
  /** Beyond the limit, events still count, one at a time at this distance: a delay, not a wall. */
  readonly spacingMs?: number
  /** Each full window in a row doubles the next one. */
  readonly grows?: true
}

/** The limits by kind of counter. */
const LIMITS = {
  /** Failures of one account, whatever their address. */
  ACCOUNT: { limit: 10, windowMs: 15 * MINUTE_MS, grows: true },
  /** Failures of one session: of its device at a sign-in, or of current passwords and codes while signed in. */
  DEVICE: { limit: 10, windowMs: 15 * MINUTE_MS, grows: true },
  /** Failures of one address with any account. Many people can share an address. */
  ADDRESS: { limit: 100, windowMs: 15 * MINUTE_MS, spacingMs: 2000 },
  /** Mails that a user requests. */
  MAILS: { limit: 5, windowMs: HOUR_MS },
  /** Requests of one network address for reset mails to one address. */
  RESETS: { limit: 5, windowMs: HOUR_MS },
  /** Reset mails to one address, whatever network address requests them. The window is as long as a link is valid. */
  RESET_MAILS: { limit: 5, windowMs: 30 * MINUTE_MS },
  /** Mails to one address because of registrations. */
  WELCOMES: { limit: 5, windowMs: HOUR_MS },
} as const satisfies Readonly<Record<string, Limit>>

type Kind = keyof typeof LIMITS

/** A counter as read. */
export interface Counter extends Limit {
  readonly key: Key<'users', AttemptItem>
  readonly item: AttemptItem | undefined
}
export type Unread = Omit<Counter, 'item'>

/** Names and addresses are hashed: counters outlive the users whom they concern. */
const counter = (kind: Kind, ...of: string[]): Unread => ({ key: keyOf(kind, ...of), ...LIMITS[kind] })

const keyOf = (kind: string, ...of: readonly string[]): Key<'users', AttemptItem> =>
  Attempt.key(`${kind}#${createHash('sha256').update(JSON.stringify(of)).digest('base64url')}`)

export const accountCounter = (username: string): Unread => counter('ACCOUNT', username.toLowerCase())
export const deviceCounter = (sessionId: string): Unread => counter('DEVICE', sessionId)
export const addressCounter = (address: string): Unread => counter('ADDRESS', address)
export const mailCounter = (userId: string): Unread => counter('MAILS', userId)
export const resetCounter = (address: string, email: string): Unread => counter('RESETS', address, email.toLowerCase())
export const resetMailCounter = (email: string): Unread => counter('RESET_MAILS', email.toLowerCase())
export const welcomeCounter = (email: string): Unread => counter('WELCOMES', email.toLowerCase())

/** The maximum number of registrations of one address in an hour; 0: any number. */
const registrationLimit = (): number => Number(process.env['REGISTRATIONS_PER_ADDRESS'] ?? 0)

/** @returns none if registrations are not limited */
export const registrationCounters = (address: string): Unread[] => {
  const limit = registrationLimit()
  return limit > 0 ? [{ key: keyOf('REGISTRATIONS', address), limit, windowMs: HOUR_MS }] : []
}

/** The counters of a failed password check at an address. */
export const failureCounters = (address: string, username: string): readonly [Unread, Unread] => [
  accountCounter(username),
  addressCounter(address),
]

/** The highest count that a counter can have; undefined: it is a setting. The first edition counted by PAIR. */
export const mostOf = (pk: string): number | undefined => {
  const [, kind = ''] = pk.split('#')
  if (kind === 'PAIR') return 10
  const known: Limit | undefined = Object.entries<Limit>(LIMITS).find(([name]) => name === kind)?.[1]
  if (!known?.spacingMs) return known?.limit
  return known.limit + Math.ceil(known.windowMs / known.spacingMs)
}

/** @returns whole seconds, at least one */
export const secondsUntil = (end: string, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(end) - Date.parse(now)) / 1000))
