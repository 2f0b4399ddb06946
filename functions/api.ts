// The whole API: one line per module contract.

import { billing } from './billing/contract.ts'
import { chat } from './chat/contract.ts'
import { coupons } from './coupons/contract.ts'
import { friends } from './friends/contract.ts'
import { matches } from './matches/contract.ts'
import { ops } from './ops/contract.ts'
import { users } from './users/contract.ts'
import { wallet } from './wallet/contract.ts'

export const contracts = [users, wallet, matches, friends, chat, coupons, billing, ops] as const
