// Every way in which campaigns and coupons change.

import { put, update } from '#kernel/data/write.ts'
import { type CampaignItem, type CouponItem, campaignKey, claimKey, couponKey } from './item.ts'
import { rule } from './rules.ts'

export const open = (campaign: CampaignItem) => put('open', campaignKey(campaign.campaignId), campaign)

export const newCoupon = (campaign: CampaignItem, userId: string, couponId: string, now: string): CouponItem => {
  const { campaignId, discount, minTotal, expiresAt } = campaign
  return {
    ...{ couponId, campaignId, userId, discount, minTotal, expiresAt },
    ...{ status: 'ISSUED', claimedAt: now, reservations: 0, returns: 0 },
  }
}

export const claim = (coupon: CouponItem) => {
  const { campaignId, userId, couponId, claimedAt } = coupon
  const issued = rule.issued(campaignId, userId, couponId)
  return [
    update(
      'issue',
      campaignKey(campaignId),
      { add: { issuedCount: 1 } },
      rule.exists(),
      rule.running(claimedAt),
      rule.campaignCap(),
      issued,
    ),
    put('claim', claimKey(campaignId, userId), { couponId, userId, claimedAt }, rule.oneClaim(), issued),
    put('coupon', couponKey(userId, couponId), coupon, issued),
  ]
}

type Named = Pick<CouponItem, 'userId' | 'couponId'>

/** For a billing, whose total it is to lower. @param status USED where that is paid already */
export const reserve = (
  { userId, couponId }: Named,
  billingId: string,
  total: number,
  now: string,
  status: 'RESERVED' | 'USED' = 'RESERVED',
) =>
  update(
    'reserve',
    couponKey(userId, couponId),
    { set: { status, billingId, reservedAt: now, reservedFor: total }, add: { reservations: 1 } },
    rule.singleUse(),
    rule.unexpired(now),
    rule.minTotal(total),
  )

/** For good, by the billing that reserved it: its end, short of being cancelled. */
export const use = ({ userId, couponId }: Named, billingId: string) =>
  update('use', couponKey(userId, couponId), { set: { status: 'USED' } }, rule.sameBilling(billingId, 'RESERVED'))

/** By the billing that reserved or used it. @param coupon as it was read */
export const giveBack = ({ userId, couponId, status }: CouponItem, billingId: string) =>
  update(
    'giveBack',
    couponKey(userId, couponId),
    { set: { status: 'ISSUED' }, add: { returns: 1 }, remove: ['billingId', 'reservedAt', 'reservedFor'] },
    rule.sameBilling(billingId, status),
  )
