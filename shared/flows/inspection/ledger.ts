// Ledgers as operators see and verify them.

import type * as z from 'zod/mini'
import { Account, type AccountItem, Entry, type EntryItem } from '#domain/wallet/items.ts'
import { entries, entry } from '#domain/wallet/reads.ts'
import { type Broken, conclude, type Verified, verify } from '#domain/wallet/verification.ts'
import { transactionView } from '#domain/wallet/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { InspectedTransaction, Verification } from './schema.ts'

export const inspectedEntryView = (entry: EntryItem): z.input<typeof InspectedTransaction> => ({
  ...transactionView(entry),
  by: entry.by,
  counterparty: entry.counterparty ?? null,
  transferId: entry.transferId ?? null,
  billingId: entry.billingId ?? null,
})

/** Entries of one query. */
const AT_ONCE = 1000
/** Entries of one call: about 3 MB. */
const MOST = 10_000

/** @param asked the first entry to verify; the one before it is trusted */
export const verifyLedger = async (
  read: Read<'wallet'>,
  accountId: string,
  asked: number,
): Promise<z.input<typeof Verification> | undefined> => {
  const found = await read.get(Account.key(accountId))
  if (!found) return undefined
  // The account with its last entry as of one moment: a query could miss the entry of a transaction that has just ended.
  const [account = found] = await read.moment([Account.key(accountId), Entry.key(accountId, found.seq)])
  // Beyond the last entry, only the account is verified.
  const from = Math.min(asked, account.seq + 1)
  const until = Math.min(account.seq, from + MOST - 1)
  let verified = from > 1 ? await trusted(read, accountId, from - 1) : {}
  for (let first = from; first <= until && !verified.broken; first += AT_ONCE) {
    const range = { first, last: Math.min(first + AT_ONCE - 1, until), descending: false }
    const { items } = await entries(read, accountId, { ...range, limit: AT_ONCE, after: undefined })
    verified = verify(verified, account, items)
  }
  const goesOn = until < account.seq && !verified.broken
  const broken = goesOn ? undefined : (conclude(verified, account) ?? (await surplus(read, account)))
  return {
    accountId,
    ok: broken === undefined,
    entries: Math.max(0, (broken?.seq ?? until + 1) - from),
    firstBroken: broken?.seq ?? null,
    because: broken?.because ?? null,
    next: goesOn ? until + 1 : null,
  }
}

const trusted = async (read: Read<'wallet'>, accountId: string, seq: number): Promise<Verified> => {
  const last = await entry(read, accountId, seq)
  return last ? { last } : { broken: { seq, because: 'SEQ' } }
}

/** An entry that no account counts. One that has just been stored is counted by now. */
const surplus = async (read: Read<'wallet'>, { accountId, seq }: AccountItem): Promise<Broken | undefined> => {
  const range = { first: seq + 1, last: Number.MAX_SAFE_INTEGER, descending: false, limit: 1, after: undefined }
  const [beyond] = (await entries(read, accountId, range)).items
  if (!beyond) return undefined
  const [now] = await read.moment([Account.key(accountId)])
  return now && now.seq >= beyond.seq ? undefined : { seq: beyond.seq, because: 'SEQ' }
}
