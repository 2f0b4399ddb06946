// Every rule of every module, in one list: what the audit asks and what operators read.
// Written by `npm run derive` from functions/api.ts.

import { rule as billing } from '#domain/billing/rules.ts'
import { rule as chat } from '#domain/chat/rules.ts'
import { rule as coupons } from '#domain/coupons/rules.ts'
import { rule as friends } from '#domain/friends/rules.ts'
import { rule as matches } from '#domain/matches/rules.ts'
import { rule as users } from '#domain/users/rules.ts'
import { rule as wallet } from '#domain/wallet/rules.ts'
import { rule as kernel } from '#kernel/commit/receipt.ts'
import type { AnyRule, Rulebook } from '#kernel/data/rules.ts'
import type { ModuleName } from './api.ts'

export const rulebook = {
  kernel,
  users,
  wallet,
  matches,
  friends,
  chat,
  coupons,
  billing,
  ops: {},
} satisfies Record<'kernel' | ModuleName, Rulebook>

export const allRules: readonly AnyRule[] = Object.values<Rulebook>(rulebook).flatMap((rules) => Object.values(rules))
