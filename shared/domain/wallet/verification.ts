// Recomputes the chain of a ledger from its first entry, and finds the first entry that does not fit.

import type { AccountItem, EntryItem } from './items.ts'
import { chain, signs } from './ledger.ts'

/** SEQ: missing or surplus. ACCOUNT: the entry fits, but the account disagrees with it. */
export type Misfit = 'SEQ' | 'HASH' | 'BALANCE' | 'TIME' | 'ACCOUNT'

export interface Broken {
  readonly seq: number
  readonly because: Misfit
}

/** A ledger as far as it is verified. */
export interface Verified {
  /** The last entry that fits; absent: none yet. */
  readonly last?: EntryItem
  readonly broken?: Broken
}

type Opened = Pick<AccountItem, 'createdAt'>

/** Goes on with the next entries, in their order, until one does not fit. */
export const verify = (before: Verified, account: Opened, entries: readonly EntryItem[]): Verified => {
  let { last, broken } = before
  for (const entry of entries) {
    if (broken) break
    const because = misfitOf(entry, last, account)
    if (because) broken = { seq: because === 'SEQ' ? (last?.seq ?? 0) + 1 : entry.seq, because }
    else last = entry
  }
  return { ...(last ? { last } : {}), ...(broken ? { broken } : {}) }
}

/** The account must continue the last entry. */
export const conclude = ({ last, broken }: Verified, account: AccountItem): Broken | undefined => {
  if (broken) return broken
  const seq = last?.seq ?? 0
  if (seq < account.seq) return { seq: seq + 1, because: 'SEQ' }
  const fits =
    account.seq === seq &&
    account.balance === (last?.balance ?? 0) &&
    account.hash === (last?.hash ?? null) &&
    account.available === account.balance - account.held
  return fits ? undefined : { seq, because: 'ACCOUNT' }
}

const misfitOf = (entry: EntryItem, before: EntryItem | undefined, { createdAt }: Opened): Misfit | undefined => {
  if (entry.seq !== (before?.seq ?? 0) + 1) return 'SEQ'
  if (entry.hash !== chain(entry, before?.hash ?? null)) return 'HASH'
  if (entry.balance !== (before?.balance ?? 0) + signs[entry.type] * entry.amount) return 'BALANCE'
  return entry.createdAt < (before?.createdAt ?? createdAt) ? 'TIME' : undefined
}
