// Counterexamples of coupons: each write is refused by one keeper.

import type { guard } from '#domain/coupons/guards.ts'
import {
  Campaign,
  type CampaignItem,
  Claim,
  Coupon,
  type CouponItem,
  EarlierClaim,
  Stripe,
} from '#domain/coupons/items.ts'
import { claim, claimEarlier, newCoupon, open, reserve, use } from '#domain/coupons/writes.ts'
import { guard as payment } from '#flows/payment/guards.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`

const terms = {
  ...{ campaignId: 'c', name: 'Spring', discount: { type: 'AMOUNT', value: 3000 }, maxIssueCount: 2 },
  ...{ minTotal: 10_000, expiresAt: T(12), createdBy: 'operator', createdAt: T(0) },
} as const satisfies CampaignItem
const campaign = { ...terms, stripes: 2 }
const coupon = (userId: string, now = T(1)): CouponItem => newCoupon(terms, userId, `coupon_${userId}`, now)
/** All claims are in the first of two stripes. */
const world = (...coupons: CouponItem[]) => [
  stored(Campaign.key('c'), campaign),
  ...[1, 1].map((cap, no) =>
    stored(Stripe.key('c', no), { campaignId: 'c', no, cap, taken: no === 0 ? coupons.length : 0, expiresAt: T(12) }),
  ),
  ...coupons.flatMap((one) => {
    const { couponId, userId, claimedAt } = one
    const made = { campaignId: 'c', couponId, userId, stripe: 0, claimedAt }
    return [stored(Claim.key(userId, 'c'), made), stored(Coupon.key(userId, couponId), one)]
  }),
]
/** A campaign of an earlier edition. */
const earlier = (...coupons: CouponItem[]) => [
  stored(Campaign.key('c'), { ...terms, issuedCount: coupons.length }),
  ...coupons.flatMap((one) => {
    const { couponId, userId, claimedAt } = one
    const made = { couponId, userId, claimedAt }
    return [stored(EarlierClaim.key('c', userId), made), stored(Coupon.key(userId, couponId), one)]
  }),
]
const reservation = (totalAmount: number, now: string) =>
  reserve(coupon('ann'), { billingId: 'billing_1', totalAmount, now, status: 'RESERVED' }, payment.unusedCoupon())

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // A campaign that is not stored neither runs nor has coupons left; only exists is asked here.
    writes: () =>
      claimEarlier(coupon('ann')).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => keeper.name !== 'started' && keeper.name !== 'campaignCap'),
      })),
  },
  oneClaim: { given: world(coupon('ann')), writes: () => claim({ ...coupon('ann'), couponId: 'coupon_again' }, 1) },
  running: { given: world(), writes: () => claim(coupon('ann', T(12)), 0) },
  stripeCap: { given: world(coupon('ann')), writes: () => claim(coupon('bob'), 0) },
  withStripe: { given: world(), writes: () => claim(coupon('ann'), 0).slice(0, 2) },
  withStripes: { given: [], writes: () => open(campaign).slice(0, 2) },
  started: { given: earlier(), writes: () => claimEarlier(coupon('ann', T(12))) },
  oneEarlierClaim: {
    given: earlier(coupon('ann')),
    writes: () => claimEarlier({ ...coupon('ann'), couponId: 'coupon_again' }),
  },
  campaignCap: { given: earlier(coupon('ann'), coupon('bob')), writes: () => claimEarlier(coupon('cat')) },
  withCampaign: { given: earlier(), writes: () => claimEarlier(coupon('ann')).slice(0, 2) },
  unexpired: { given: world(coupon('ann')), writes: () => [reservation(10_000, T(12))] },
  minTotal: { given: world(coupon('ann')), writes: () => [reservation(9999, T(2))] },
  sameBilling: { given: world(coupon('ann')), writes: () => [use(coupon('ann'), 'billing_1')] },
}
