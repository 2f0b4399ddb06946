// Every rule of every module, in one list: what the audit asks and what operators read.

import { rule as billing } from '../shared/domain/billing/rules.ts'
import { rule as chat } from '../shared/domain/chat/rules.ts'
import { rule as coupons } from '../shared/domain/coupons/rules.ts'
import { rule as friends } from '../shared/domain/friends/rules.ts'
import { rule as matches } from '../shared/domain/matches/rules.ts'
import { rule as users } from '../shared/domain/users/rules.ts'
import { rule as wallet } from '../shared/domain/wallet/rules.ts'
import { rule as kernel } from '../shared/kernel/receipt.ts'
import type { AnyRule } from '../shared/kernel/rules.ts'

export const rulebook = { kernel, users, wallet, matches, friends, chat, coupons, billing }

export const allRules: readonly AnyRule[] = Object.values(rulebook).flatMap((rules): AnyRule[] => Object.values(rules))
