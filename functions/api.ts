// The whole API: one line per module contract.

import { matches } from './matches/contract.ts'
import { wallet } from './wallet/contract.ts'

export const contracts = [wallet, matches] as const
