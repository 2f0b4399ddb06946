// Money, as every module counts it: won (KRW), in whole numbers.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'

export const MAX_AMOUNT = 1_000_000_000_000
export const MAX_BALANCE = 1_000_000_000_000_000

/** Of a payment, a deposit, a discount: at least 1 won. */
export const amount = documented(z.int().check(z.gte(1), z.lte(MAX_AMOUNT)), { example: 50_000 })
