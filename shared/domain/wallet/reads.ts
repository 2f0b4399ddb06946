// Reads of the wallet.

import type { Page, PageAsked, Position } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Condition } from '#kernel/data/condition.ts'
import {
  Account,
  type AccountItem,
  Entry,
  type EntryItem,
  entrySort,
  Hold,
  type HoldItem,
  Owner,
  type PayoutItem,
  pendingPayouts,
} from './items.ts'
import type { EntryType } from './schema.ts'
import { settledUntil } from './settled.ts'

type Reader = Read<'wallet'>

export const account = (read: Reader, accountId: string): Promise<AccountItem | undefined> =>
  read.get(Account.key(accountId))

/** In the order of the ids. */
export const accounts = (read: Reader, ...accountIds: string[]): Promise<(AccountItem | undefined)[]> =>
  read.all(accountIds.map((accountId) => Account.key(accountId)))

export const accountOf = async (read: Reader, userId: string): Promise<AccountItem | undefined> => {
  const owned = await read.get(Owner.key(userId))
  return owned && account(read, owned.accountId)
}

/** More than a user can have active billings. */
const MOST_HOLDS = 100

/** The holds on an account. */
export const accountHolds = async (read: Reader, accountId: string): Promise<readonly HoldItem[]> =>
  (await read.list({ ...Hold.within(accountId), limit: MOST_HOLDS })).items

export const entry = (read: Reader, accountId: string, seq: number): Promise<EntryItem | undefined> =>
  read.get(Entry.key(accountId, seq))

/** Entries by seq, both ends inclusive. */
export const entries = (
  read: Reader,
  accountId: string,
  range: {
    first: number
    last: number
    descending: boolean
    limit: number
    after: Position | undefined
    where?: Condition<EntryItem>
  },
): Promise<Page<EntryItem>> => {
  const { first, last, ...rest } = range
  return read.list({ ...Entry.within(accountId, entrySort(first), entrySort(last)), ...rest })
}

interface Asked extends PageAsked {
  readonly type?: EntryType | undefined
  /** Inclusive, ISO 8601. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly order?: 'asc' | 'desc' | undefined
}

/** A page of the ledger between two times. settledUntil: the end is too recent, so the list ends at this time. */
export const entriesBetween = async (
  read: Reader,
  account: AccountItem,
  { type, from, to, order = 'desc', limit, after }: Asked,
  now: string,
): Promise<Page<EntryItem> & { readonly settledUntil?: string }> => {
  const { first, last, ...until } = await spanOf(read, account, { from, to }, now)
  if (first > last) return { items: [], ...until }
  const where = type ? { where: Entry.on.equals('type', type) } : {}
  const range = { first, last, descending: order === 'desc', limit, after, ...where }
  return { ...(await entries(read, account.accountId, range)), ...until }
}

/** Payouts that wait for an operator, oldest first. */
export const waitingPayouts = (read: Reader, page: PageAsked): Promise<Page<PayoutItem>> =>
  read.list({ ...pendingPayouts, index: 'due', ...page })

/** The number of reads per round trip: 16 narrow a million entries to one in five trips. */
const PROBES = 16

/**
 * Times never decrease with seq, so a k-ary search over seq finds the last entry at a time, without an index.
 * @returns the seq of the last entry whose time passes; 0 if none does
 */
export const lastSeqWhere = async (
  read: Reader,
  { accountId, seq }: AccountItem,
  passes: (createdAt: string) => boolean,
): Promise<number> => {
  // Invariant: low passes (0 is before the first entry), everything above high does not.
  let low = 0
  let high = seq
  while (low < high) {
    const step = Math.max(1, Math.ceil((high - low) / PROBES))
    const probes: number[] = []
    for (let at = low + step; at <= high; at += step) probes.push(at)
    const found = await read.all(probes.map((at) => Entry.key(accountId, at)))
    const passed = found.filter((item) => item && passes(item.createdAt)).length
    high = passed < probes.length ? (probes[passed] as number) - 1 : high
    low = passed > 0 ? (probes[passed - 1] as number) : low
  }
  return low
}

/** The entries of a time span, by seq. */
interface EntrySpan {
  readonly first: number
  /** Smaller than first if there are none. */
  readonly last: number
  /** `to` is too recent for a final answer, so the span ends at this time. */
  readonly settledUntil?: string
}

/** @param to undefined: up to the last entry of the account as it was read */
export const spanOf = async (
  read: Reader,
  account: AccountItem,
  { from, to }: Pick<Asked, 'from' | 'to'>,
  now: string,
): Promise<EntrySpan> => {
  const first = from === undefined ? 1 : 1 + (await lastSeqWhere(read, account, (createdAt) => createdAt < from))
  const settled = settledUntil(now)
  const until = to !== undefined && to > settled ? { settledUntil: settled } : {}
  const end = until.settledUntil ?? to
  const last = end === undefined ? account.seq : await lastSeqWhere(read, account, (createdAt) => createdAt <= end)
  return { first, last, ...until }
}
