// Views of coupons.

import type * as z from 'zod/mini'
import type { CampaignItem, CouponItem } from './items.ts'
import type { Campaign, Coupon } from './schema.ts'

/** A campaign without stripes counts on its own item, as one stripe does. */
export const campaignView = (item: CampaignItem, issuedCount: number): z.input<typeof Campaign> => ({
  campaignId: item.campaignId,
  name: item.name,
  discount: item.discount,
  maxIssueCount: item.maxIssueCount,
  issuedCount,
  stripes: item.stripes ?? 1,
  minTotal: item.minTotal,
  expiresAt: item.expiresAt,
  createdAt: item.createdAt,
})

export const couponView = (item: CouponItem): z.input<typeof Coupon> => ({
  couponId: item.couponId,
  campaignId: item.campaignId,
  discount: item.discount,
  minTotal: item.minTotal,
  expiresAt: item.expiresAt,
  status: item.status,
})
