// The arithmetic of discounts, in whole won.

import type { Discount } from './schema.ts'

/**
 * The discount of a coupon on a total; at most the total.
 * @param total up to 1e13, the total of ten orders: a hundred times that is still exact
 */
export const discountOf = (discount: Discount, total: number): number =>
  discount.type === 'AMOUNT'
    ? Math.min(discount.value, total)
    : Math.min(Math.floor((total * discount.percent) / 100), discount.maxDiscount)
