// Changes of campaigns and coupons.

import type { Clause } from '#kernel/data/guards.ts'
import { put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Campaign, type CampaignItem, Claim, Coupon, type CouponItem } from './items.ts'

export const open = (campaign: CampaignItem) => put('open', Campaign.key(campaign.campaignId), campaign)

export const newCoupon = (campaign: CampaignItem, userId: string, couponId: string, now: string): CouponItem => {
  const { campaignId, discount, minTotal, expiresAt } = campaign
  return { couponId, campaignId, userId, discount, minTotal, expiresAt, status: 'ISSUED', claimedAt: now }
}

export const claim = (coupon: CouponItem) => {
  const { campaignId, userId, couponId, claimedAt } = coupon
  const whole = guard.withClaim(coupon)
  return [
    update(
      'issue',
      Campaign.key(campaignId),
      { add: { issuedCount: 1 } },
      guard.exists(),
      guard.running({ now: claimedAt }),
      guard.campaignCap(),
      whole,
    ),
    put('claim', Claim.key(campaignId, userId), { couponId, userId, claimedAt }, guard.oneClaim(), whole),
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
