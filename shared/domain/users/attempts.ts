// Attempts to sign in: what is counted, how far, and how long one waits.

import type { Key } from '#kernel/data/key.ts'
import { type AttemptItem, addressKey, pairKey } from './item.ts'

export const WINDOW_MS = 15 * 60 * 1000
const LIMITS = { PAIR: 10, ADDRESS: 100 }

/** One count of failures, as it was read. */
export interface Counter {
  readonly key: Key<'users', AttemptItem>
  readonly limit: number
  readonly item: AttemptItem | undefined
}

/** A guess is counted for the name at the address, and for the address whatever the name. */
export const countersOf = (address: string, username: string): Omit<Counter, 'item'>[] => [
  { key: pairKey(address, username), limit: LIMITS.PAIR },
  { key: addressKey(address), limit: LIMITS.ADDRESS },
]

export const limitOf = (pk: string): number => (pk.startsWith('ATTEMPT#PAIR#') ? LIMITS.PAIR : LIMITS.ADDRESS)

/** Whole seconds, at least one. */
export const secondsUntil = ({ windowEndsAt }: Pick<AttemptItem, 'windowEndsAt'>, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(windowEndsAt) - Date.parse(now)) / 1000))
