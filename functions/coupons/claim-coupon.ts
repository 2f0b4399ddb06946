// Claims a coupon of a campaign.

import { guard } from '#domain/coupons/guards.ts'
import { campaignAndClaim } from '#domain/coupons/reads.ts'
import { couponView } from '#domain/coupons/views.ts'
import { claim, newCoupon } from '#domain/coupons/writes.ts'
import { active } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.claimCoupon, async ({ user, path, now, id, read, require }) => {
  // The claim is read for the guards: a user with a coupon is refused before anything is sent.
  const [campaign] = await campaignAndClaim(read, path.campaignId, user.userId)
  const coupon = newCoupon(require(campaign, guard.exists()), user.userId, id('coupon'), now)
  return { writes: [...claim(coupon), active(user.userId)], reply: couponView(coupon) }
})
