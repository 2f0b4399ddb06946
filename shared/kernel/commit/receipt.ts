// Idempotency: the receipt of a keyed write is the first action of its transaction, so effect and receipt are atomic.

import { hash } from 'node:crypto'
import { either, type Item } from '#kernel/data/condition.ts'
import { keepers } from '#kernel/data/guards.ts'
import { each, invariants } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import type { Key, Partition } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { KeyReused } from '#kernel/data/problems.ts'
import { update, type Write } from '#kernel/data/write.ts'

const LIFETIME_S = 7 * 24 * 60 * 60
/** The lease: how long a saga's request holds the key before another request with the same key may continue the saga. */
const LEASE_S = 30
/** The lifetime of a token item; no transaction arrives later. */
const TRY_LIFETIME_S = 24 * 60 * 60

export const receipts = space('kernel', 'RECEIPT', 'TRY', 'RECEIPTS')

type ReceiptItem = {
  /** The hash of the request. Secrets contribute a slow hash; the first edition omitted them. */
  hash?: string
  /** Absent while the reply is unknown. */
  status?: number
  /** The body of the reply as JSON; absent if the reply has none. */
  body?: string
  /** The body in its place, encrypted, if it contains secrets. */
  sealed?: string
  /** The request that wrote the receipt. */
  requestId: string
  firstAt: number
  writtenAt: number
  /** Seconds since 1970; the store deletes the item some time later. */
  ttl: number
  times: number
  /** The request that holds the key, in a saga from its first step to its last. */
  holder?: string
  /** A random fence. The key is free, but only for a request that has read the fence; an earlier transaction has not. */
  fence?: string
  /** Lists the receipts of a scope, so that they can be erased with their user. Absent in the first edition. */
  listPk?: string
  listSk?: string
}

/** The token item of a committed transaction, or of one that can no longer commit. */
interface TryItem {
  times: number
  /** The transaction had not committed when this was written, so it never will. */
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
      // The clocks of two processes differ a little, so a later write may have an earlier time.
      ({ times, firstAt, writtenAt }) => times <= 1 + Math.floor(Math.max(0, writtenAt - firstAt) / LIFETIME_S),
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

/** The identity of a keyed request. */
export interface Keyed {
  readonly scope: string
  /** The name under which the operation's receipts stand. */
  readonly operation: string
  readonly key: string
  /** The hash of parameters and body; secrets contribute a slow hash. */
  readonly hash: string
  /** The hash as in the first edition, without the secrets. */
  readonly openHash?: string
  readonly requestId: string
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
  /** In a receipt, the encrypted body in place of a body that contains secrets. */
  readonly sealed?: string | undefined
  readonly location?: string | undefined
  readonly page?: string | undefined
  readonly replayed?: boolean
}

export const receiptKey = ({ scope, operation, key }: Keyed): Key<'kernel', ReceiptItem> =>
  Receipt.key(scope, operation, key)

/** In the index `list`: the receipts of a scope. */
export const receiptsIn = (scope: string): Partition<'kernel', ReceiptItem & { readonly pk: string }> =>
  receipts.partition('RECEIPTS', scope)

const listed = (keyed: Keyed) => ({ listPk: receiptsIn(keyed.scope).pk, listSk: receiptKey(keyed).pk })

/** The key of a listed receipt. */
export const keyOfReceipt = (item: { readonly pk: string }): Key<'kernel', ReceiptItem> => ({
  module: 'kernel',
  pk: item.pk,
  sk: Receipt.kind,
})

/** The pattern of the partition keys of an operation's receipts; `*` matches any text. */
export const receiptsOf = (operation: string): string => `${receipts.prefixes[0]}#*#${operation}#*`

/** The time of a receipt, and the fence that the request has read. */
export interface Moment {
  /** Seconds since 1970. */
  readonly now: number
  /** The fence of a free key; '' if there is none. */
  readonly fence: string
}

type ReceiptWrite = Write<'kernel', 'idempotency-key-reused'>

export const writeReceipt = (keyed: Keyed, { status, body, sealed }: Reply, { now, fence }: Moment): ReceiptWrite =>
  update(
    'receipt',
    receiptKey(keyed),
    {
      set: {
        hash: keyed.hash,
        status,
        requestId: keyed.requestId,
        writtenAt: now,
        ttl: now + LIFETIME_S,
        ...listed(keyed),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(sealed === undefined ? {} : { sealed }),
      },
      initial: { firstAt: now },
      add: { times: 1 },
      remove: [
        'holder',
        'fence',
        ...(body === undefined ? (['body'] as const) : []),
        ...(sealed === undefined ? (['sealed'] as const) : []),
      ],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Holds the key while a saga is in progress and its reply is unknown. */
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
        ...listed(keyed),
      },
      initial: { firstAt: now },
      add: { times: 0 },
      remove: ['status', 'body', 'sealed', 'fence'],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Frees the key, and prevents every transaction sent earlier under it from committing. */
export const fenceReceipt = (keyed: Keyed, { now, fence }: Moment, next: string): ReceiptWrite =>
  update(
    'fenceReceipt',
    receiptKey(keyed),
    {
      set: { fence: next, requestId: keyed.requestId, writtenAt: now, ttl: now + LIFETIME_S },
      initial: { firstAt: now },
      add: { times: 0 },
      remove: ['hash', 'status', 'body', 'sealed', 'holder'],
    },
    guard.receipt({ now, requestId: keyed.requestId, fence }),
  )

/** Marks a transaction, so that a read tells whether it committed. @param now seconds since 1970 */
export const writeTry = (token: string, now: number): Write<'kernel'> =>
  update('try', Try.key(token), { set: { ttl: now + TRY_LIFETIME_S }, add: { times: 1 } }, guard.oneTry())

/** Prevents the transaction with the token from committing. @param now seconds since 1970 */
export const fenceTry = (token: string, now: number): Write<'kernel'> =>
  update(
    'fenceTry',
    Try.key(token),
    { set: { ttl: now + TRY_LIFETIME_S, fenced: true }, add: { times: 0 } },
    guard.oneTry(),
  )

/** Whether a fence wrote the token item, and not the transaction. */
export const isFenced = (item: Item | undefined): boolean => item !== undefined && Try.is(item) && item.fenced === true

/**
 * @param now seconds since 1970
 * @returns the stored reply; undefined if there is none; `held` while another attempt holds the key
 * @throws Problem if the key was used for a different request
 */
export const replay = (item: Item | undefined, keyed: Keyed, now: number): Reply | 'held' | undefined => {
  const receipt = receiptIn(item)
  if (!receipt || receipt.ttl <= now || receipt.fence !== undefined) return undefined
  if (receipt.hash !== keyed.hash && receipt.hash !== keyed.openHash) throw new Problem(KeyReused)
  if (receipt.holder !== undefined) return receipt.holder === keyed.requestId ? undefined : 'held'
  if (receipt.status === undefined) return undefined
  // A receipt of the same request id is not a replay: the reply to its own write was lost.
  const replayed = receipt.requestId !== keyed.requestId
  const { status, body, sealed } = receipt
  return { status, ...(body ? { body: JSON.parse(body) } : {}), sealed, replayed }
}

/** @returns the fence of a free key, which the next receipt must name */
export const fenceOf = (item: Item | undefined): string => receiptIn(item)?.fence ?? ''

const receiptIn = (item: Item | undefined): ReceiptItem | undefined =>
  item !== undefined && Receipt.is(item) ? item : undefined

/** Independent of the order of members, so that equal requests have equal hashes. */
export const requestHash = (parts: unknown): string => hash('sha256', canonicalJson(parts), 'base64url')
