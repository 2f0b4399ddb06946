// The whole API: one line per module contract.

import { wallet } from './wallet/contract.ts'

export const contracts = [wallet] as const
