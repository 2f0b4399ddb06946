// A model of the wallet in memory: the state, and the reply to each call.

import { MAX_BALANCE } from '#domain/money.ts'
import { Account, type AccountItem, AccountNumber, Entry, Owner } from '#domain/wallet/items.ts'
import { nextEntry, signs } from '#domain/wallet/ledger.ts'
import type { EntryType } from '#domain/wallet/schema.ts'
import { transactionView } from '#domain/wallet/views.ts'
import type { Item } from '#kernel/data/condition.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { stored } from '#kit/testing/counterexample.ts'
import type { Clock } from '#test/support/model.ts'

/** The hash of an entry from another user's transfer is not known at once. */
export type ModelEntry = Omit<ReturnType<typeof transactionView>, 'hash'> & { hash: string | undefined }

export interface ModelAccount {
  readonly accountId: string
  readonly ownerId: string
  readonly bank: string
  readonly accountNumber: string
  readonly createdAt: string
  readonly entries: ModelEntry[]
}

export interface Filter {
  readonly type?: EntryType | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly order?: 'asc' | 'desc' | undefined
}

const NOBODYS = typeId('account', 0, new Uint8Array(10))

const balanceOf = ({ entries }: Pick<ModelAccount, 'entries'>): number => entries.at(-1)?.balance ?? 0
export const viewOf = ({ entries, ...account }: ModelAccount) => {
  const balance = balanceOf({ entries })
  return { ...account, balance, held: 0, available: balance, seq: entries.length }
}

export class WalletModel {
  /** By the index of their owner. */
  readonly accounts: (ModelAccount | undefined)[] = []
  readonly #clock: Clock
  constructor(clock: Clock) {
    this.#clock = clock
  }

  at(place: number): ModelAccount {
    const account = this.accounts[place]
    if (!account) throw new Error('the model has no such account')
    return account
  }

  idAt(place: number): string {
    return this.accounts[place]?.accountId ?? NOBODYS
  }

  missing(place: number, asker: number): string | undefined {
    if (!this.accounts[place]) return '404 account-not-found'
    return place === asker ? undefined : '403 forbidden'
  }

  taken(place: number, bank: string, accountNumber: string): string | undefined {
    if (this.accounts[place]) return '409 account-exists'
    const taken = this.accounts.some((other) => other?.bank === bank && other.accountNumber === accountNumber)
    return taken ? '409 account-number-taken' : undefined
  }

  /** Whether an entry would exceed a limit of the balance. */
  beyond(place: number, type: EntryType, amount: number): string | undefined {
    const balance = balanceOf(this.at(place)) + signs[type] * amount
    if (balance < 0) return '409 insufficient-balance'
    return balance > MAX_BALANCE ? '409 balance-limit' : undefined
  }

  transfer(from: number, to: number, asker: number, amount: number): string | undefined {
    if (this.idAt(from) === this.idAt(to)) return '400 same-account'
    if (!this.accounts[to]) return '404 account-not-found'
    return (
      this.missing(from, asker) ?? this.beyond(from, 'TRANSFER_OUT', amount) ?? this.beyond(to, 'TRANSFER_IN', amount)
    )
  }

  /** @returns the entry without the values that only the reply knows */
  enter(place: number, type: EntryType, amount: number, information: string, told: Partial<ModelEntry>): ModelEntry {
    const account = this.at(place)
    const { accountId, entries } = account
    // Clocks may run backwards; a ledger does not.
    const createdAt = [this.#clock.iso(), account.createdAt, entries.at(-1)?.createdAt ?? ''].sort().at(-1) ?? ''
    const balance = balanceOf(account) + signs[type] * amount
    const entry = { accountId, seq: entries.length + 1, type, amount, balance, information, createdAt }
    entries.push({ ...entry, transactionId: told.transactionId ?? '', hash: told.hash })
    return entries.at(-1) as ModelEntry
  }

  /** Later times may still change. */
  get settled(): string {
    return this.#clock.iso(-15_000)
  }

  listed(place: number, { type, from = '', to = '~', order = 'desc' }: Filter): ModelEntry[] {
    const found = this.at(place).entries.filter(
      (entry) => (!type || entry.type === type) && entry.createdAt >= from && entry.createdAt <= to,
    )
    return order === 'asc' ? found : found.reverse()
  }

  /** @param at undefined: now */
  statement(place: number, at: string | undefined) {
    const last = this.at(place).entries.findLast(({ createdAt }) => createdAt <= (at ?? '~'))
    const named = { accountId: this.idAt(place), at: at ?? this.#clock.iso() }
    return { ...named, balance: last?.balance ?? 0, seq: last?.seq ?? 0 }
  }

  /** A time near that of some entry, or near now. */
  near(place: number, near: { entry: number; off: number } | undefined): string | undefined {
    const entries = this.accounts[place]?.entries ?? []
    const base = near && (entries[near.entry % Math.max(1, entries.length)]?.createdAt ?? this.#clock.iso())
    return base && new Date(Date.parse(base) + near.off).toISOString()
  }

  /** Deposits cannot reach the limit within a test, so an account just below it is stored directly. */
  rich(place: number, ownerId: string): Item[] {
    const createdAt = this.#clock.iso()
    const accountId = typeId('account', 1, new Uint8Array(10))
    const plain = { accountId, ownerId, bank: 'Woori', accountNumber: '999999', createdAt }
    const empty: AccountItem = {
      ...{ ...plain, balance: 0, held: 0, available: 0, seq: 0, hash: null, lastEntryAt: createdAt },
    }
    const gift = { type: 'DEPOSIT' as const, amount: MAX_BALANCE - 100, information: '', by: ownerId }
    const entry = nextEntry(empty, { ...gift, transactionId: typeId('transaction', 0, new Uint8Array(10)) }, createdAt)
    this.accounts[place] = { ...plain, entries: [transactionView(entry)] }
    const { balance, seq, hash } = entry
    return [
      stored(Account.key(accountId), { ...empty, balance, available: balance, seq, hash }),
      stored(Entry.key(accountId, 1), entry),
      stored(Owner.key(ownerId), { accountId }),
      stored(AccountNumber.key('Woori', '999999'), { accountId }),
    ]
  }
}
