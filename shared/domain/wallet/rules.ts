// What must be true of money, in order of precedence: each rule with the condition that keeps it and the audit that proves it.

import { absent, atLeast, atMost, equals, exists } from '#kernel/data/condition.ts'
import { brokenBy } from '#kernel/data/guards.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { acrossPartitions, type Contents, inPartition, rules } from '#kernel/data/rules.ts'
import { MAX_BALANCE } from '#kernel/http/schema.ts'
import {
  type AccountItem,
  accountKey,
  type EntryItem,
  entryKey,
  type HoldItem,
  holdKey,
  numberKey,
  ownerKey,
} from './item.ts'
import { chain, signs } from './ledger.ts'
import { AccountExists, AccountNotFound, AccountNumberTaken, BalanceLimit, InsufficientBalance } from './problems.ts'

const accountIn = ({ items }: Contents): AccountItem | undefined =>
  items.find(({ sk }) => sk === 'ACCOUNT') as unknown as AccountItem | undefined

const entriesIn = ({ items }: Contents): EntryItem[] =>
  items.filter(({ sk }) => String(sk).startsWith('ENTRY#')) as unknown as EntryItem[]

const heldIn = ({ items }: Contents): number =>
  (items.filter(({ sk }) => String(sk).startsWith('HOLD#')) as unknown as HoldItem[]).reduce(
    (sum, { amount }) => sum + amount,
    0,
  )

const heldAudit = inPartition('ACCOUNT', (contents) => (accountIn(contents)?.held ?? 0) === heldIn(contents))

/** Asks of an account and its entries; a partition without an account breaks `exists` alone. */
const ledgerAudit = (keeps: (account: AccountItem, entries: EntryItem[]) => boolean) =>
  inPartition('ACCOUNT', (contents) => {
    const account = accountIn(contents)
    return !account?.ownerId || keeps(account, entriesIn(contents))
  })

export const rule = rules('wallet', {
  exists: {
    says: 'Money moves only on an account that was opened.',
    guard: () => exists('ownerId'),
    fails: AccountNotFound,
    audit: inPartition('ACCOUNT', (contents) => accountIn(contents)?.ownerId !== undefined),
  },
  owned: {
    says: 'Only its owner takes money from an account or pays into it by deposit.',
    guard: (userId: string) => equals('ownerId', userId),
    fails: Forbidden,
    audit: ledgerAudit(({ ownerId }, entries) =>
      entries.every(({ type, by }) => type === 'TRANSFER_IN' || by === ownerId),
    ),
  },
  oneAccount: {
    says: 'A user has at most one account.',
    guard: () => absent('pk'),
    fails: AccountExists,
    audit: acrossPartitions(({ pk, sk, ownerId, accountId }) => {
      if (sk === 'ACCOUNT')
        return [{ about: `${accountId} of ${ownerId}`, side: 1, with: ownerKey(String(ownerId)).pk }]
      if (sk !== 'OWNER') return []
      const owner = String(pk).slice('ACCOUNT_OWNER#'.length)
      return [{ about: `${accountId} of ${owner}`, side: -1, with: accountKey(String(accountId)).pk }]
    }),
  },
  uniqueAccountNumber: {
    says: 'A number at a bank belongs to at most one account.',
    guard: () => absent('pk'),
    fails: AccountNumberTaken,
    audit: acrossPartitions(({ pk, sk, accountId, bank, accountNumber }) => {
      if (sk === 'ACCOUNT') {
        const guard = numberKey(String(bank), String(accountNumber)).pk
        return [{ about: `${accountId} at ${guard}`, side: 1, with: guard }]
      }
      return sk === 'NUMBER'
        ? [{ about: `${accountId} at ${pk}`, side: -1, with: accountKey(String(accountId)).pk }]
        : []
    }),
  },
  solvent: {
    says: 'No more is taken than is available, and available = balance - held is never below zero.',
    guard: (amount: number) => atLeast('available', amount),
    fails: InsufficientBalance,
    tells: ({ available }) => ({ available: available as number }),
    audit: ledgerAudit(({ balance, held, available }) => available === balance - held && available >= 0 && held >= 0),
  },
  ceiling: {
    // What was paid with comes back whatever has come in since.
    says: `No deposit and no transfer lifts a balance above ${MAX_BALANCE} won.`,
    guard: (most: number) => atMost('balance', most),
    fails: BalanceLimit,
    audit: ledgerAudit((_, entries) =>
      entries.every(({ type, balance }) => signs[type] < 0 || type === 'REFUND' || balance <= MAX_BALANCE),
    ),
  },
  gaplessLedger: {
    says: 'Entries are numbered 1, 2, 3 ... up to account.seq, each with its hash over the one before.',
    expects: (seq: number) => equals('seq', seq),
    audit: ledgerAudit((account, entries) => {
      const chained = entries.every(
        (entry, at) => entry.seq === at + 1 && entry.hash === chain(entry, entries[at - 1]?.hash ?? null),
      )
      return chained && account.seq === entries.length && account.hash === (entries.at(-1)?.hash ?? null)
    }),
  },
  monotoneTime: {
    says: 'No entry is older than the one before it.',
    expects: (createdAt: string) => atMost('lastEntryAt', createdAt),
    audit: ledgerAudit((account, entries) =>
      entries.every(({ createdAt }, at) => createdAt >= (entries[at - 1]?.createdAt ?? account.createdAt)),
    ),
  },
  balanceEquality: {
    says: 'account.balance = the sum of its signed entries = the balance of the last entry.',
    together: (accountId: string, seq: number) => [accountKey(accountId), entryKey(accountId, seq)],
    audit: ledgerAudit(({ balance }, entries) => {
      const sums = entries.map(({ type, amount }) => signs[type] * amount)
      const steps = sums.every((change, at) => (entries[at - 1]?.balance ?? 0) + change === entries[at]?.balance)
      return steps && balance === sums.reduce((sum, change) => sum + change, 0)
    }),
  },
  heldEquality: {
    says: 'account.held = the sum of the cash that billings have reserved and neither paid nor released.',
    together: (accountId: string, billingId: string) => [accountKey(accountId), holdKey(accountId, billingId)],
    audit: heldAudit,
  },
  reserved: {
    says: 'Only cash that is held is paid or released, all of it at once.',
    expects: (amount: number) => equals('amount', amount),
    audit: heldAudit,
  },
  transferConserves: {
    says: 'The debit and the credit of a transfer exist together, with equal amounts.',
    together: (from: string, to: string) => [accountKey(from), accountKey(to)],
    audit: acrossPartitions((item) => {
      const { transferId, type, amount, accountId, counterparty } = item as unknown as EntryItem
      if (!transferId || !counterparty) return []
      const out = type === 'TRANSFER_OUT'
      const [from, to] = out ? [accountId, counterparty] : [counterparty, accountId]
      return [
        {
          about: `${transferId}: ${amount} from ${from} to ${to}`,
          side: out ? 1 : -1,
          with: accountKey(counterparty).pk,
        },
      ]
    }),
  },
})

/** Whether an owner asks for more than is available: what lapsed billings hold may then be given back. */
export const isShort = (account: AccountItem, amount: number, userId: string): boolean =>
  account.ownerId === userId && brokenBy({ ...account }, [rule.solvent(amount)]).length > 0
