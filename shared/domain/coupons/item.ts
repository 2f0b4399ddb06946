// What coupons store: one partition a campaign, holding it and a claim for each user; one an owner, holding their coupons.

import { space } from '#kernel/data/item.ts'
import type { Key, Partition } from '#kernel/data/key.ts'
import type { Discount } from './schema.ts'

export const keys = space('coupons', 'CAMPAIGN', 'COUPONS')

export interface CampaignItem {
  campaignId: string
  name: string
  discount: Discount
  maxIssueCount: number
  issuedCount: number
  minTotal: number
  expiresAt: string
  createdBy: string
  createdAt: string
}

/** That a user has had their one coupon of the campaign. */
export interface ClaimItem {
  couponId: string
  userId: string
  claimedAt: string
}

/** The terms are copied, so that whoever redeems a coupon need not look at its campaign. */
export interface CouponItem {
  couponId: string
  campaignId: string
  userId: string
  discount: Discount
  minTotal: number
  expiresAt: string
  status: 'ISSUED' | 'RESERVED' | 'USED'
  claimedAt: string
  /** How often it was reserved and given back: they differ by one while a billing has it, else by none. */
  reservations: number
  returns: number
  /** The one billing that has it, when it was reserved and for which total; absent while it is ISSUED. */
  billingId?: string
  reservedAt?: string
  reservedFor?: number
}

const CLAIM = 'CLAIM#'
const COUPON = 'COUPON#'

export const campaignKey = (campaignId: string): Key<'coupons', CampaignItem> =>
  keys.key('CAMPAIGN', campaignId, 'CAMPAIGN')
export const claimKey = (campaignId: string, userId: string): Key<'coupons', ClaimItem> =>
  keys.key('CAMPAIGN', campaignId, `${CLAIM}${userId}`)
export const isClaim = ({ sk }: { readonly sk?: unknown }): boolean => String(sk).startsWith(CLAIM)

/** Made of the owner, so that nobody finds another user's coupon. */
export const couponKey = (userId: string, couponId: string): Key<'coupons', CouponItem> =>
  keys.key('COUPONS', userId, `${COUPON}${couponId}`)
export const couponsOf = (
  userId: string,
): { partition: Partition<'coupons', CouponItem>; from: string; to: string } => ({
  partition: keys.partition('COUPONS', userId),
  from: COUPON,
  to: `${COUPON}\uffff`,
})
