// The discount's arithmetic, in whole won.

import type { Discount } from './schema.ts'

/**
 * What a coupon takes off a total; never more than the total.
 * @param total up to 1e13, ten orders: a hundred times that is still exact
 */
export const discountOf = (discount: Discount, total: number): number =>
  discount.type === 'AMOUNT'
    ? Math.min(discount.value, total)
    : Math.min(Math.floor((total * discount.percent) / 100), discount.maxDiscount)
