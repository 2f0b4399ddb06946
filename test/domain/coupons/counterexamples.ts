// Counterexamples of coupons: each write is refused by one keeper.

import type { guard } from '#domain/coupons/guards.ts'
import { Campaign, type CampaignItem, Claim, Coupon, type CouponItem } from '#domain/coupons/items.ts'
import { claim, newCoupon, reserve, use } from '#domain/coupons/writes.ts'
import { guard as payment } from '#flows/payment/guards.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`

const campaign: CampaignItem = {
  ...{ campaignId: 'c', name: 'Spring', discount: { type: 'AMOUNT', value: 3000 }, maxIssueCount: 2, issuedCount: 0 },
  ...{ minTotal: 10_000, expiresAt: T(12), createdBy: 'operator', createdAt: T(0) },
}
const coupon = (userId: string, now = T(1)): CouponItem => newCoupon(campaign, userId, `coupon_${userId}`, now)
const world = (...coupons: CouponItem[]) => [
  stored(Campaign.key('c'), { ...campaign, issuedCount: coupons.length }),
  ...coupons.flatMap((one) => {
    const { couponId, userId, claimedAt } = one
    return [stored(Claim.key('c', userId), { couponId, userId, claimedAt }), stored(Coupon.key(userId, couponId), one)]
  }),
]
const reservation = (totalAmount: number, now: string) =>
  reserve(coupon('ann'), { billingId: 'billing_1', totalAmount, now, status: 'RESERVED' }, payment.unusedCoupon())

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // A campaign that is not stored neither runs nor has coupons left; only exists is asked here.
    writes: () =>
      claim(coupon('ann')).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'running' && keeper.name !== 'campaignCap'),
      })),
  },
  oneClaim: { given: world(coupon('ann')), writes: () => claim({ ...coupon('ann'), couponId: 'coupon_again' }) },
  running: { given: world(), writes: () => claim(coupon('ann', T(12))) },
  campaignCap: { given: world(coupon('ann'), coupon('bob')), writes: () => claim(coupon('cat')) },
  withClaim: { given: world(), writes: () => claim(coupon('ann')).slice(0, 2) },
  unexpired: { given: world(coupon('ann')), writes: () => [reservation(10_000, T(12))] },
  minTotal: { given: world(coupon('ann')), writes: () => [reservation(9999, T(2))] },
  sameBilling: { given: world(coupon('ann')), writes: () => [use(coupon('ann'), 'billing_1')] },
}
