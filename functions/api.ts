// The whole API: one line per module contract.

import { coupons } from './coupons/contract.ts'
import { matches } from './matches/contract.ts'
import { ops } from './ops/contract.ts'
import { users } from './users/contract.ts'
import { wallet } from './wallet/contract.ts'

export const contracts = [users, wallet, matches, coupons, ops] as const
