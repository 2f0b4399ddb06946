// Failed password checks: counters, limits and waiting times.

import type { Key } from '#kernel/data/key.ts'
import { Attempt, type AttemptItem } from './items.ts'

export const WINDOW_MS = 15 * 60 * 1000
const LIMITS = { PAIR: 10, ADDRESS: 100 }

/** A counter of failures as read. */
export interface Counter {
  readonly key: Key<'users', AttemptItem>
  readonly limit: number
  readonly item: AttemptItem | undefined
}

/** The counter of a name at an address. The address comes first: it contains no `#`, unlike a name. */
export const pairKey = (address: string, username: string): Key<'users', AttemptItem> =>
  Attempt.key(`PAIR#${address}#${username.toLowerCase()}`)
/** The counter of an address with any name. */
export const addressKey = (address: string): Key<'users', AttemptItem> => Attempt.key(`ADDRESS#${address}`)

/** A failure counts twice: for the name at the address, and for the address. */
export const countersOf = (address: string, username: string) =>
  [
    { key: pairKey(address, username), limit: LIMITS.PAIR },
    { key: addressKey(address), limit: LIMITS.ADDRESS },
  ] as const

export const limitOf = (pk: string): number => (pk.startsWith('ATTEMPT#PAIR#') ? LIMITS.PAIR : LIMITS.ADDRESS)

/** @returns whole seconds, at least one */
export const secondsUntil = (windowEndsAt: string, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(windowEndsAt) - Date.parse(now)) / 1000))
