// The whole API: one line per module contract.

import { matches } from './matches/contract.ts'
import { ops } from './ops/contract.ts'
import { wallet } from './wallet/contract.ts'

export const contracts = [wallet, matches, ops] as const
