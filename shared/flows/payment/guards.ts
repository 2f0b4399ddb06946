// The conditions that keep the invariants of billings across modules.

import { Billing } from '#domain/billing/items.ts'
import { Coupon } from '#domain/coupons/items.ts'
import { CouponUnusable } from '#domain/coupons/problems.ts'
import { Holder } from '#domain/matches/items.ts'
import { companions, keepers } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { invariant } from './invariants.ts'

export const guard = keepers('payment', {
  /** A billing cannot take a coupon that another billing has. */
  unusedCoupon: Coupon.guard({
    when: (coupon) => coupon.equals('status', 'ISSUED'),
    fails: CouponUnusable,
    keeps: [invariant.parts],
  }),
  withHolder: companions({
    with: ({ userId, billingId }: { userId: string; billingId: string }) => [
      Holder.key(userId),
      Billing.key(billingId),
    ],
    keeps: [invariant.listedBillings],
  }),
  withParts: companions({
    with: ({ parts }: { parts: readonly Key[] }) => parts,
    keeps: [invariant.parts, invariant.toppedUp],
  }),
})
