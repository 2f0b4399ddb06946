// Writes that break the rules of coupons, each exactly one.

import { type CampaignItem, type CouponItem, campaignKey, claimKey, couponKey } from '#domain/coupons/item.ts'
import type { rule } from '#domain/coupons/rules.ts'
import { claim, newCoupon, reserve, use } from '#domain/coupons/writes.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { storedBilling } from '#test/support/billing.ts'

const T = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`

const campaign: CampaignItem = {
  ...{ campaignId: 'c', name: 'Spring', discount: { type: 'AMOUNT', value: 3000 }, maxIssueCount: 2, issuedCount: 0 },
  ...{ minTotal: 10_000, expiresAt: T(12), createdBy: 'operator', createdAt: T(0) },
}
const coupon = (userId: string, now = T(1)): CouponItem => newCoupon(campaign, userId, `coupon_${userId}`, now)
const world = (...coupons: CouponItem[]) => [
  stored(campaignKey('c'), { ...campaign, issuedCount: coupons.length }),
  ...coupons.flatMap((one) => {
    const { couponId, userId, claimedAt } = one
    const kept = one.billingId ? [storedBilling(one.billingId, couponKey(userId, couponId))] : []
    return [
      ...[stored(claimKey('c', userId), { couponId, userId, claimedAt }), stored(couponKey(userId, couponId), one)],
      ...kept,
    ]
  }),
]
const reserved: CouponItem = {
  ...coupon('ann'),
  ...{ status: 'RESERVED', billingId: 'billing_1', reservedAt: T(2), reservedFor: 10_000, reservations: 1 },
}

export const counterexamples: Counterexamples<typeof rule> = {
  exists: {
    given: [],
    // A campaign that is not there neither runs nor has coupons left; only exists is asked here.
    writes: () =>
      claim(coupon('ann')).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'running' && keeper.name !== 'campaignCap'),
      })),
  },
  oneClaim: { given: world(coupon('ann')), writes: () => claim({ ...coupon('ann'), couponId: 'coupon_again' }) },
  running: { given: world(), writes: () => claim(coupon('ann', T(12))) },
  campaignCap: { given: world(coupon('ann'), coupon('bob')), writes: () => claim(coupon('cat')) },
  issued: { given: world(), writes: () => claim(coupon('ann')).slice(0, 2) },
  singleUse: { given: world(reserved), writes: () => [reserve(reserved, 'billing_2', 10_000, T(3))] },
  unexpired: { given: world(coupon('ann')), writes: () => [reserve(coupon('ann'), 'billing_1', 10_000, T(12))] },
  minTotal: { given: world(coupon('ann')), writes: () => [reserve(coupon('ann'), 'billing_1', 9999, T(2))] },
  sameBilling: { given: world(coupon('ann')), writes: () => [use(coupon('ann'), 'billing_1')] },
}
