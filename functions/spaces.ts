// Every module's space, the prefixes of what it owns in the table: what grants are made of.

import { keys as billing } from '../shared/domain/billing/item.ts'
import { keys as chat } from '../shared/domain/chat/item.ts'
import { keys as coupons } from '../shared/domain/coupons/item.ts'
import { keys as friends } from '../shared/domain/friends/item.ts'
import { keys as matches } from '../shared/domain/matches/item.ts'
import { keys as ops } from '../shared/domain/ops/item.ts'
import { keys as users } from '../shared/domain/users/item.ts'
import { keys as wallet } from '../shared/domain/wallet/item.ts'
import type { Space } from '../shared/kernel/key.ts'
import { receipts as kernel } from '../shared/kernel/receipt.ts'

export type Spaces = Readonly<Record<string, Pick<Space<string, string>, 'prefixes'>>>

export const spaces: Spaces = { kernel, users, friends, wallet, matches, chat, coupons, billing, ops }
