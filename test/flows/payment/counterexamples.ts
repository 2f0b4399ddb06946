// Counterexamples of the payment flow: each write breaks exactly one keeper.

import { create } from '#domain/billing/writes.ts'
import { Campaign, Coupon, EarlierClaim } from '#domain/coupons/items.ts'
import { newCoupon, reserve } from '#domain/coupons/writes.ts'
import { Match } from '#domain/matches/items.ts'
import { guard } from '#flows/payment/guards.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { noParts, readyBilling, storedBilling } from '#test/support/billing.ts'

const waiting = readyBilling({ counted: true })
const parts = [Match.key('m')]

const claimedAt = '2026-01-01T00:00:00.000Z'
const campaign = {
  ...{ campaignId: 'c', name: 'Spring', discount: { type: 'AMOUNT' as const, value: 1000 }, maxIssueCount: 2 },
  ...{
    issuedCount: 1,
    minTotal: 1000,
    expiresAt: '2999-01-01T00:00:00.000Z',
    createdBy: 'operator',
    createdAt: claimedAt,
  },
}
const coupon = newCoupon(campaign, 'ann', 'coupon', claimedAt)
const couponKey = Coupon.key('ann', 'coupon')

export const counterexamples: Counterexamples<typeof guard> = {
  withHolder: {
    given: [],
    // Left out is the holder: one that lists a billing which is not stored breaks nothing.
    writes: () => {
      const [created, ...told] = create(waiting, [], noParts.withParts).writes
      if (!created) throw new Error('A creation writes the billing first.')
      const withHolder = guard.withHolder({ userId: 'ann', billingId: waiting.billingId })
      return [{ ...created, requires: [...created.requires, withHolder] }, ...told]
    },
  },
  unusedCoupon: {
    given: [
      stored(Campaign.key('c'), campaign),
      stored(EarlierClaim.key('c', 'ann'), { couponId: 'coupon', userId: 'ann', claimedAt }),
      stored(couponKey, { ...coupon, status: 'RESERVED', billingId: 'first' }),
      storedBilling('first', couponKey),
    ],
    writes: () => {
      const second = { billingId: 'second', totalAmount: 1000, now: claimedAt, status: 'RESERVED' as const }
      return [reserve(coupon, second, guard.unusedCoupon())]
    },
  },
  withParts: { given: [], writes: () => create(readyBilling(), parts, guard.withParts({ parts })).writes },
}
