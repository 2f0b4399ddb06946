// The items of coupons: one partition per campaign with its claims, one partition per owner with their coupons.

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

/** A user's claim of their coupon of a campaign. */
export interface ClaimItem {
  couponId: string
  userId: string
  claimedAt: string
}

/** Copies the terms of the campaign, so that a billing reads only the coupon. */
export interface CouponItem {
  couponId: string
  campaignId: string
  userId: string
  discount: Discount
  minTotal: number
  expiresAt: string
  status: 'ISSUED' | 'RESERVED' | 'USED'
  claimedAt: string
  /** The billing that has the coupon; absent while it is ISSUED. */
  billingId?: string
  /** The time and total of the reservation, only for the audit. */
  evidence?: { readonly reservedAt: string; readonly reservedFor: number }
}

export const Campaign = coupons.item<CampaignItem>()('CAMPAIGN', 'CAMPAIGN', (campaignId: string) => campaignId)
export const Claim = coupons.items<ClaimItem>()('CAMPAIGN', 'CLAIM', (campaignId: string, userId: string) => [
  campaignId,
  userId,
])
/** Keyed by owner, so that a request finds only the caller's coupons. */
export const Coupon = coupons.items<CouponItem>()('COUPONS', 'COUPON', (userId: string, couponId: string) => [
  userId,
  couponId,
])
