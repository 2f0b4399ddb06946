// Idempotency: the receipt of a keyed write is the first action of its transaction, so an effect and its receipt exist together.

import { createHash } from 'node:crypto'
import { absent, atMost, either, equals, type Item } from './condition.ts'
import { canonicalJson } from './json.ts'
import { type Key, space } from './key.ts'
import { Problem } from './problem.ts'
import { KeyReused } from './problems.ts'
import { inPartition, rules } from './rules.ts'
import { update, type Write } from './write.ts'

const LIFETIME_S = 7 * 24 * 60 * 60
/** How long whoever began a saga may take to end it, before a try under the same key goes on with it. */
const LEASE_S = 30

export const receipts = space('kernel', 'RECEIPT')

interface ReceiptItem {
  /** Of the request without its secrets. */
  hash: string
  status: number
  /** The reply as it was given, JSON; absent for a reply without a body. */
  body?: string
  /** The request that wrote it. */
  requestId: string
  firstAt: number
  writtenAt: number
  /** Seconds since 1970; the store deletes it some time later. */
  ttl: number
  times: number
  /** The request that is still at work on it; a saga's receipt is held from its first step to its last. */
  holder?: string
}

export const rule = rules('kernel', {
  receipt: {
    says: 'A keyed write happens once in the seven days that its receipt lives.',
    guard: (now: number, requestId: string) => either(absent('pk'), atMost('ttl', now), equals('holder', requestId)),
    fails: KeyReused,
    audit: inPartition('RECEIPT', ({ items }) =>
      (items as unknown as ReceiptItem[]).every(
        ({ times, firstAt, writtenAt }) => times <= 1 + Math.floor((writtenAt - firstAt) / LIFETIME_S),
      ),
    ),
  },
})

/** What makes two requests the same one. */
export interface Keyed {
  readonly scope: string
  readonly operation: string
  readonly key: string
  /** Of the parameters and the body without its secrets. */
  readonly hash: string
  readonly requestId: string
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly location?: string | undefined
  readonly replayed?: boolean
}

export const receiptKey = ({ scope, operation, key }: Keyed): Key<'kernel'> =>
  receipts.key('RECEIPT', `${scope}#${operation}#${key}`, 'RECEIPT')

/** What the partition keys of an operation's receipts look like; `*` is any text. */
export const receiptsOf = (operation: string): string => `${receipts.prefixes[0]}#*#${operation}#*`

/** @param now seconds since 1970 */
export const writeReceipt = (keyed: Keyed, reply: Reply, now: number): Write<'kernel', 'idempotency-key-reused'> =>
  update(
    'receipt',
    receiptKey(keyed),
    {
      set: {
        hash: keyed.hash,
        status: reply.status,
        requestId: keyed.requestId,
        writtenAt: now,
        ttl: now + LIFETIME_S,
        ...(reply.body === undefined ? {} : { body: JSON.stringify(reply.body) }),
      },
      initial: { firstAt: now },
      add: { times: 1 },
      remove: ['holder', ...(reply.body === undefined ? ['body'] : [])],
    },
    rule.receipt(now, keyed.requestId),
  )

/** Holds the key while a saga is under way: what it replies is not known yet. @param now seconds since 1970 */
export const holdReceipt = (keyed: Keyed, now: number): Write<'kernel', 'idempotency-key-reused'> =>
  update(
    'holdReceipt',
    receiptKey(keyed),
    {
      set: {
        hash: keyed.hash,
        requestId: keyed.requestId,
        holder: keyed.requestId,
        writtenAt: now,
        ttl: now + LEASE_S,
      },
      initial: { firstAt: now },
      add: { times: 0 },
      remove: ['status', 'body'],
    },
    rule.receipt(now, keyed.requestId),
  )

/** Lets go of a key whose saga ended in a problem, which is no reply to keep: its lease is over. Nothing deletes receipts but time. */
export const dropReceipt = (keyed: Keyed, now: number): Write<'kernel', 'idempotency-key-reused'> => ({
  ...holdReceipt(keyed, now - LEASE_S),
  name: 'kernel.dropReceipt',
})

/**
 * @param now seconds since 1970
 * @returns the reply that the receipt keeps; undefined where none is kept; `held` while another try is at work
 * @throws Problem where the key was used with another request
 */
export const replay = (item: Item | undefined, keyed: Keyed, now: number): Reply | 'held' | undefined => {
  const receipt = item as unknown as ReceiptItem | undefined
  if (!receipt || receipt.ttl <= now) return undefined
  if (receipt.hash !== keyed.hash) throw new Problem(KeyReused)
  if (receipt.holder !== undefined) return receipt.holder === keyed.requestId ? undefined : 'held'
  // A receipt of this very request is no replay: the reply to its write was lost on the way.
  const replayed = receipt.requestId !== keyed.requestId
  return { status: receipt.status, ...(receipt.body ? { body: JSON.parse(receipt.body) } : {}), replayed }
}

/** Stable over the order of members, so that equal requests have equal hashes. */
export const requestHash = (parts: unknown): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('base64url')
