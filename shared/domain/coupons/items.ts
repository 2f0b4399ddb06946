// What coupons store: one partition a campaign, with the campaign and a claim for each user; one partition an owner, with their coupons.

import { space } from '#kernel/data/item.ts'
import type { Discount } from './schema.ts'

export const coupons = space('coupons', 'CAMPAIGN', 'COUPONS')

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

/** Says that a user has had their one coupon of the campaign. */
export interface ClaimItem {
  couponId: string
  userId: string
  claimedAt: string
}

/** The terms are copied from the campaign, so that a billing reads the coupon alone. */
export interface CouponItem {
  couponId: string
  campaignId: string
  userId: string
  discount: Discount
  minTotal: number
  expiresAt: string
  status: 'ISSUED' | 'RESERVED' | 'USED'
  claimedAt: string
  /** The one billing that has it; absent while it is ISSUED. */
  billingId?: string
  /** What the reservation was judged by, for the audit alone: when, and for which total. */
  evidence?: { readonly reservedAt: string; readonly reservedFor: number }
}

export const Campaign = coupons.item<CampaignItem>()('CAMPAIGN', 'CAMPAIGN', (campaignId: string) => campaignId)
export const Claim = coupons.items<ClaimItem>()('CAMPAIGN', 'CLAIM', (campaignId: string, userId: string) => [
  campaignId,
  userId,
])
/** Keyed by the owner, so that a request finds only the caller's coupons. */
export const Coupon = coupons.items<CouponItem>()('COUPONS', 'COUPON', (userId: string, couponId: string) => [
  userId,
  couponId,
])
