// Idempotency: the receipt of a keyed write is the first action of its transaction, so an effect and its receipt exist together.

import { createHash } from 'node:crypto'
import { either, type Item } from '#kernel/data/condition.ts'
import { keepers } from '#kernel/data/guards.ts'
import { each, invariants } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import type { Key } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { KeyReused } from '#kernel/data/problems.ts'
import { update, type Write } from '#kernel/data/write.ts'

const LIFETIME_S = 7 * 24 * 60 * 60
/** How long a saga's request holds the key before another request under the same key may go on with the saga. */
const LEASE_S = 30
/** How long a try is remembered; no transaction arrives as late. */
const TRY_LIFETIME_S = 24 * 60 * 60

export const receipts = space('kernel', 'RECEIPT', 'TRY')

type ReceiptItem = {
  /** Of the request: of its secrets a slow hash. The first edition left them out. */
  hash?: string
  /** Absent while no reply is known. */
  status?: number
  /** The body of the reply, JSON; absent for a reply without one. */
  body?: string
  /** The request that wrote it. */
  requestId: string
  firstAt: number
  writtenAt: number
  /** Seconds since 1970; the store deletes it some time later. */
  ttl: number
  times: number
  /** The request that holds the key; a saga holds it from its first step to its last. */
  holder?: string
  /** Random. The key is free, but only for a request that has read this: a transaction sent before cannot have. */
  fence?: string
}

/** A transaction that took place, by the token it was sent with; or one that never will. */
interface TryItem {
  times: number
  /** It did not take place before this was written, so it never will. */
  fenced?: true
  /** Seconds since 1970. */
  ttl: number
}

const Receipt = receipts.item<ReceiptItem>()(
  'RECEIPT',
  'RECEIPT',
  (scope: string, operation: string, key: string) => `${scope}#${operation}#${key}`,
)
export const Try = receipts.item<TryItem>()('TRY', 'TRY', (token: string) => token)

export const invariant = invariants('kernel', {
  receipt: {
    says: 'A write with an idempotency key takes effect once within seven days, the lifetime of its receipt.',
    audit: each(
      Receipt,
      ({ times, firstAt, writtenAt }) => times <= 1 + Math.floor((writtenAt - firstAt) / LIFETIME_S),
    ),
  },
  oneTry: {
    says: 'A transaction without an idempotency key takes effect once, even if the engine has dropped its token.',
    audit: each(Try, ({ times, fenced }) => times === (fenced ? 0 : 1)),
  },
})

export const guard = keepers('kernel', {
  receipt: Receipt.guard({
    when: (receipt, { now, requestId, fence }: { now: number; requestId: string; fence: string }) =>
      either(
        receipt.missing(),
        receipt.atMost('ttl', now),
        receipt.equals('holder', requestId),
        receipt.equals('fence', fence),
      ),
    fails: KeyReused,
    keeps: [invariant.receipt],
  }),
  oneTry: Try.expectation({ when: (item) => item.missing(), keeps: [invariant.oneTry] }),
})

/** What makes two requests the same one. */
export interface Keyed {
  readonly scope: string
  readonly operation: string
  readonly key: string
  /** Of the parameters and the body, of its secrets by a slow hash. */
  readonly hash: string
  /** As the first edition made it: without the secrets. */
  readonly openHash?: string
  readonly requestId: string
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly location?: string | undefined
  readonly replayed?: boolean
}

export const receiptKey = ({ scope, operation, key }: Keyed): Key<'kernel', ReceiptItem> =>
  Receipt.key(scope, operation, key)

/** What the partition keys of an operation's receipts look like; `*` is any text. */
export const receiptsOf = (operation: string): string => `${receipts.prefixes[0]}#*#${operation}#*`

/** When a receipt is written, and the fence that the request has read. */
export interface Moment {
  /** Seconds since 1970. */
  readonly now: number
  /** The fence of a free key; '' where none was seen. */
  readonly fence: string
}

type ReceiptWrite = Write<'kernel', 'idempotency-key-reused'>

export const writeReceipt = (keyed: Keyed, reply: Reply, { now, fence }: Moment): ReceiptWrite =>
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
      remove: reply.body === undefined ? ['holder', 'fence', 'body'] : ['holder', 'fence'],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Holds the key while a saga is under way: what it replies is not known yet. */
export const holdReceipt = (keyed: Keyed, { now, fence }: Moment): ReceiptWrite =>
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
      remove: ['status', 'body', 'fence'],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Frees the key, and keeps every transaction that was sent under it before from ever taking place. */
export const fenceReceipt = (keyed: Keyed, { now, fence }: Moment, next: string): ReceiptWrite =>
  update(
    'fenceReceipt',
    receiptKey(keyed),
    {
      set: { fence: next, requestId: keyed.requestId, writtenAt: now, ttl: now + LIFETIME_S },
      initial: { firstAt: now },
      add: { times: 0 },
      remove: ['hash', 'status', 'body', 'holder'],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Marks a transaction that carries it, so that a read tells whether it took place. @param now seconds since 1970 */
export const writeTry = (token: string, now: number): Write<'kernel'> =>
  update('try', Try.key(token), { set: { ttl: now + TRY_LIFETIME_S }, add: { times: 1 } }, guard.oneTry())

/** Keeps the transaction that carries the token from ever taking place. @param now seconds since 1970 */
export const fenceTry = (token: string, now: number): Write<'kernel'> =>
  update(
    'fenceTry',
    Try.key(token),
    { set: { ttl: now + TRY_LIFETIME_S, fenced: true }, add: { times: 0 } },
    guard.oneTry(),
  )

/** Whether a token's item was written by a fence, and not by the transaction. */
export const isFenced = (item: Item | undefined): boolean => item !== undefined && Try.is(item) && item.fenced === true

/**
 * @param now seconds since 1970
 * @returns the reply that the receipt keeps; undefined where none is kept; `held` while another try holds the key
 * @throws Problem where the key was used with another request
 */
export const replay = (item: Item | undefined, keyed: Keyed, now: number): Reply | 'held' | undefined => {
  const receipt = receiptIn(item)
  if (!receipt || receipt.ttl <= now || receipt.fence !== undefined) return undefined
  if (receipt.hash !== keyed.hash && receipt.hash !== keyed.openHash) throw new Problem(KeyReused)
  if (receipt.holder !== undefined) return receipt.holder === keyed.requestId ? undefined : 'held'
  if (receipt.status === undefined) return undefined
  // A receipt of this very request is no replay: the reply to its write was lost on the way.
  const replayed = receipt.requestId !== keyed.requestId
  return { status: receipt.status, ...(receipt.body ? { body: JSON.parse(receipt.body) } : {}), replayed }
}

/** @returns the fence of a free key, which the next receipt must name */
export const fenceOf = (item: Item | undefined): string => receiptIn(item)?.fence ?? ''

const receiptIn = (item: Item | undefined): ReceiptItem | undefined =>
  item !== undefined && Receipt.is(item) ? item : undefined

/** Stable over the order of members, so that equal requests have equal hashes. */
export const requestHash = (parts: unknown): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('base64url')
