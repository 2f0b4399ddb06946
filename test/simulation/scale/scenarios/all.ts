// All scenarios by name.

import type { Parameters, Scenario } from '../scenario.ts'
import { flashSale } from './flash-sale.ts'
import { merchantAccount } from './merchant-account.ts'
import { month } from './month.ts'
import { popularMatch } from './popular-match.ts'
import { regionSlow } from './region-slow.ts'
import { restlessMatch } from './restless-match.ts'

/** Each with parameters of its own: who runs one by its name gives what it declares. */
export const scenarios: readonly Scenario<Parameters>[] = [
  flashSale,
  popularMatch,
  restlessMatch,
  merchantAccount,
  month,
  regionSlow,
]
