// Money, as every module counts it: won (KRW), in whole numbers.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import type { Language } from '#kernel/data/language.ts'

export const MAX_AMOUNT = 1_000_000_000_000
export const MAX_BALANCE = 1_000_000_000_000_000

/** As people read it: 12,000원, 12,000 won. */
export const wonText = (won: number, language: Language): string =>
  `${won.toLocaleString('en')}${language === 'ko' ? '원' : ' won'}`

/** Of a payment, a deposit, a discount: at least 1 won. */
export const amount = documented(z.int().check(z.gte(1), z.lte(MAX_AMOUNT)), { example: 50_000 })
