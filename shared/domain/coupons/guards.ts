// The conditions that keep the invariants of coupons, in order of precedence, and the problem that a broken one answers.

import { both } from '#kernel/data/condition.ts'
import { companions, keepers } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'
import { Campaign, Claim, type ClaimItem, Coupon, type CouponItem, EarlierClaim, Stripe } from './items.ts'
import {
  CampaignExhausted,
  CampaignExpired,
  CampaignNotFound,
  CouponAlreadyClaimed,
  CouponUnusable,
} from './problems.ts'

export const guard = keepers('coupons', {
  exists: Campaign.guard({
    when: (campaign) => campaign.exists('createdBy'),
    fails: CampaignNotFound,
    keeps: [invariant.opened],
  }),
  oneClaim: Claim.guard({
    when: (claim) => claim.missing(),
    fails: CouponAlreadyClaimed,
    keeps: [invariant.oneCoupon, invariant.stripeCount],
  }),
  running: Stripe.guard({
    when: (stripe, { now }: { now: string }) => stripe.later('expiresAt', now),
    fails: CampaignExpired,
    keeps: [invariant.claimedInTime],
  }),
  /** A full stripe refuses no request: the plan goes on to the next. */
  stripeCap: Stripe.expectation({
    when: (stripe) => stripe.below('taken', 'cap'),
    keeps: [invariant.stripeCap],
  }),
  withStripe: companions({
    with: ({ campaignId, userId, couponId, stripe }: ClaimItem) => [
      Stripe.key(campaignId, stripe),
      Claim.key(userId, campaignId),
      Coupon.key(userId, couponId),
    ],
    keeps: [invariant.oneCoupon, invariant.stripeCount],
  }),
  withStripes: companions({
    with: ({ campaignId, stripes }: { campaignId: string; stripes: number }) =>
      Array.from({ length: stripes }, (_, no) => Stripe.key(campaignId, no)),
    keeps: [invariant.stripeCaps],
  }),
  /** The terms never change, so they may be asked of a campaign that was read earlier. */
  started: Campaign.guard({
    when: (campaign, { now }: { now: string }) => campaign.later('expiresAt', now),
    fails: CampaignExpired,
    keeps: [invariant.claimedInTime],
  }),
  oneEarlierClaim: EarlierClaim.guard({
    when: (claim) => claim.missing(),
    fails: CouponAlreadyClaimed,
    keeps: [invariant.oneCoupon, invariant.campaignCap],
  }),
  campaignCap: Campaign.guard({
    when: (campaign) => campaign.below('issuedCount', 'maxIssueCount'),
    fails: CampaignExhausted,
    keeps: [invariant.campaignCap],
  }),
  withCampaign: companions({
    with: ({ campaignId, userId, couponId }: Pick<CouponItem, 'campaignId' | 'userId' | 'couponId'>) => [
      Campaign.key(campaignId),
      EarlierClaim.key(campaignId, userId),
      Coupon.key(userId, couponId),
    ],
    keeps: [invariant.oneCoupon, invariant.campaignCap],
  }),
  unexpired: Coupon.guard({
    when: (coupon, { now }: { now: string }) => coupon.later('expiresAt', now),
    fails: CouponUnusable,
    keeps: [invariant.reservedInTime],
  }),
  minTotal: Coupon.guard({
    when: (coupon, { total }: { total: number }) => coupon.atMost('minTotal', total),
    fails: CouponUnusable,
    keeps: [invariant.minTotal],
  }),
  /** Only the billing that has a coupon uses it or gives it back, from the status that was read. */
  sameBilling: Coupon.expectation({
    when: (coupon, { billingId, status }: { billingId: string; status: CouponItem['status'] }) =>
      both(coupon.equals('billingId', billingId), coupon.equals('status', status)),
    keeps: [invariant.ofBilling],
  }),
})
