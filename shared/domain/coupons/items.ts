// The items of coupons: one item per campaign, one per stripe of it, one partition per owner with their coupons and claims.

import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import { evolves } from '#kernel/data/versions.ts'
import type { Discount } from './schema.ts'

export const coupons = space('coupons', 'CAMPAIGN', 'CAMPAIGNS', 'STRIPE', 'COUPONS')

/** The terms of a campaign, which never change. */
export interface CampaignItem {
  campaignId: string
  name: string
  discount: Discount
  maxIssueCount: number
  /** The number of stripes. Absent in campaigns of earlier editions, which count on this item alone. */
  stripes?: number
  /** The number of claims, of a campaign without stripes. */
  issuedCount?: number
  minTotal: number
  expiresAt: string
  createdBy: string
  createdAt: string
  /** Lists all campaigns by expiry. */
  listPk?: string
  listSk?: string
  schemaVersion?: number
}

/** A part of a campaign's coupons, with a count of its own, so that many can claim at once. */
export interface StripeItem {
  campaignId: string
  /** 0 to the campaign's stripes - 1. */
  no: number
  /** The number of coupons. */
  cap: number
  /** The number of claims; it only grows, so a full stripe stays full. */
  taken: number
  /** Copied from the campaign. */
  expiresAt: string
}

/** A user's claim of their coupon of a campaign with stripes. */
export interface ClaimItem {
  campaignId: string
  couponId: string
  userId: string
  /** The stripe that counts it. */
  stripe: number
  claimedAt: string
}

/** A claim of a campaign without stripes. */
export interface EarlierClaimItem {
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
export const EarlierClaim = coupons.items<EarlierClaimItem>()(
  'CAMPAIGN',
  'CLAIM',
  (campaignId: string, userId: string) => [campaignId, userId],
)
export const Stripe = coupons.item<StripeItem>()(
  'STRIPE',
  'STRIPE',
  (campaignId: string, no: number) => `${campaignId}#${no}`,
)
/** Keyed by user, because the campaign's partition would take all claims at once. */
export const Claim = coupons.items<ClaimItem>()('COUPONS', 'CLAIM', (userId: string, campaignId: string) => [
  userId,
  campaignId,
])
/** Keyed by owner, so that a request finds only the caller's coupons. */
export const Coupon = coupons.items<CouponItem>()('COUPONS', 'COUPON', (userId: string, couponId: string) => [
  userId,
  couponId,
])

/** In the index `list`. */
export const allCampaigns: Partition<'coupons', CampaignItem> = coupons.partition('CAMPAIGNS', 'ALL')

/** The position of a campaign in the list by expiry. */
export const listed = (campaignId: string, expiresAt: string) => ({
  listPk: allCampaigns.pk,
  listSk: `${expiresAt}#${campaignId}`,
})

/** Campaigns of the first version are in no list. */
export const versions = evolves(Campaign, (campaign) => ({
  ...campaign,
  ...listed(String(campaign['campaignId']), String(campaign['expiresAt'])),
}))
