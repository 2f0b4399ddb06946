// The coupons' part of an erasure: nothing. A coupon has no name and no address, and campaigns count their claims.

import { type KeptOf, nothing } from '#kernel/commit/erasure.ts'
import type { coupons } from './items.ts'

export const traces = []

export const erasure: KeptOf<typeof coupons> = {
  fates: {
    CAMPAIGN: 'kept: a campaign counts its claims, by the id of the user',
    CAMPAIGNS: 'only in an index',
    STRIPE: 'kept: a stripe counts claims, and names no user',
    COUPONS: 'kept: a billing refers to the coupon that it used',
  },
  next: async () => nothing,
}
