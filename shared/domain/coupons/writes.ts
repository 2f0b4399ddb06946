// Changes of campaigns and coupons.

import type { Clause } from '#kernel/data/guards.ts'
import { shares } from '#kernel/data/stripes.ts'
import { put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import {
  Campaign,
  type CampaignItem,
  Claim,
  type ClaimItem,
  Coupon,
  type CouponItem,
  EarlierClaim,
  listed,
  Stripe,
  versions,
} from './items.ts'

/** A campaign and its stripes, whose caps sum to its maxIssueCount. */
export const open = (campaign: CampaignItem & { readonly stripes: number }) => {
  const { campaignId, maxIssueCount, stripes, expiresAt } = campaign
  const whole = guard.withStripes({ campaignId, stripes })
  return [
    put(
      'open',
      Campaign.key(campaignId),
      { ...campaign, ...listed(campaignId, expiresAt), ...versions.current },
      whole,
    ),
    ...shares(maxIssueCount, stripes).map((cap, no) =>
      put('stripe', Stripe.key(campaignId, no), { campaignId, no, cap, taken: 0, expiresAt }),
    ),
  ]
}

export const newCoupon = (campaign: CampaignItem, userId: string, couponId: string, now: string): CouponItem => {
  const { campaignId, discount, minTotal, expiresAt } = campaign
  return { couponId, campaignId, userId, discount, minTotal, expiresAt, status: 'ISSUED', claimedAt: now }
}

/** @param no the stripe that counts the claim */
export const claim = (coupon: CouponItem, no: number) => {
  const { campaignId, userId, couponId, claimedAt } = coupon
  const made: ClaimItem = { campaignId, couponId, userId, stripe: no, claimedAt }
  const whole = guard.withStripe(made)
  return [
    update(
      'issue',
      Stripe.key(campaignId, no),
      { add: { taken: 1 } },
      guard.running({ now: claimedAt }),
      guard.stripeCap(),
      whole,
    ),
    put('claim', Claim.key(userId, campaignId), made, guard.oneClaim(), whole),
    put('coupon', Coupon.key(userId, couponId), coupon, whole),
  ]
}

/** A claim of a campaign without stripes, which an earlier edition opened. */
export const claimEarlier = (coupon: CouponItem) => {
  const { campaignId, userId, couponId, claimedAt } = coupon
  const whole = guard.withCampaign(coupon)
  return [
    update(
      'issueEarlier',
      Campaign.key(campaignId),
      { add: { issuedCount: 1 } },
      guard.exists(),
      guard.started({ now: claimedAt }),
      guard.campaignCap(),
      whole,
    ),
    put(
      'claimEarlier',
      EarlierClaim.key(campaignId, userId),
      { couponId, userId, claimedAt },
      guard.oneEarlierClaim(),
      whole,
    ),
    put('coupon', Coupon.key(userId, couponId), coupon, whole),
  ]
}

type Named = Pick<CouponItem, 'userId' | 'couponId'>

interface Reservation {
  readonly billingId: string
  /** The total of the billing before the discount. */
  readonly totalAmount: number
  readonly now: string
  /** USED if the billing is already paid. */
  readonly status: 'RESERVED' | 'USED'
}

/** Reserves a coupon for a billing. @param unused requires that no billing has the coupon */
export const reserve = (
  { userId, couponId }: Named,
  { billingId, totalAmount, now, status }: Reservation,
  unused: Clause<'coupons', 'coupon-unusable', CouponItem>,
) =>
  update(
    'reserve',
    Coupon.key(userId, couponId),
    { set: { status, billingId, evidence: { reservedAt: now, reservedFor: totalAmount } } },
    unused,
    guard.unexpired({ now }),
    guard.minTotal({ total: totalAmount }),
  )

/** Used by the billing that reserved it, once it is paid. */
export const use = ({ userId, couponId }: Named, billingId: string) =>
  update(
    'use',
    Coupon.key(userId, couponId),
    { set: { status: 'USED' } },
    guard.sameBilling({ billingId, status: 'RESERVED' }),
  )

/** Given back by the billing that reserved or used it. @param coupon as it was read */
export const giveBack = ({ userId, couponId, status }: CouponItem, billingId: string) =>
  update(
    'giveBack',
    Coupon.key(userId, couponId),
    { set: { status: 'ISSUED' }, remove: ['billingId', 'evidence'] },
    guard.sameBilling({ billingId, status }),
  )
