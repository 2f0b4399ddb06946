// Lists the caller's coupons, newest first.

import { coupons as couponsOf } from '#domain/coupons/reads.ts'
import { couponView } from '#domain/coupons/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.listCoupons, async ({ user, page, read, cursor }) => {
  const { items, next } = await couponsOf(read, user.userId, page)
  return { reply: { items: items.map(couponView), nextCursor: cursor(next) } }
})
