// Every invariant of every module and what keeps it: what the audit asks and what operators read.
// Written by `npm run derive` from functions/api.ts.

import { rule as billing } from '#domain/billing/rules.ts'
import { rule as chat } from '#domain/chat/rules.ts'
import { rule as coupons } from '#domain/coupons/rules.ts'
import { rule as friends } from '#domain/friends/rules.ts'
import { rule as matches } from '#domain/matches/rules.ts'
import { rule as users } from '#domain/users/rules.ts'
import { guard as walletGuards } from '#domain/wallet/guards.ts'
import { invariant as wallet } from '#domain/wallet/invariants.ts'
import { invariant as kernel, guard as kernelGuards } from '#kernel/commit/receipt.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import type { Invariant } from '#kernel/data/invariants.ts'
import { bookOf } from '#kernel/data/rules.ts'
import type { ModuleName } from './api.ts'

interface Book {
  readonly invariants: Readonly<Record<string, Invariant>>
  readonly keepers: Readonly<Record<string, Keeper>>
}

export const rulebook = {
  kernel: { invariants: kernel, keepers: kernelGuards },
  users: bookOf(users),
  wallet: { invariants: wallet, keepers: walletGuards },
  matches: bookOf(matches),
  friends: bookOf(friends),
  chat: bookOf(chat),
  coupons: bookOf(coupons),
  billing: bookOf(billing),
  ops: { invariants: {}, keepers: {} },
} satisfies Record<'kernel' | ModuleName, Book>

const books = Object.values<Book>(rulebook)
export const invariants: readonly Invariant[] = books.flatMap((book) => Object.values(book.invariants))
export const keepers: readonly Keeper[] = books.flatMap((book) => Object.values(book.keepers))
