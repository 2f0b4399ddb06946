// Gives the caller their one coupon of a campaign.

import { campaignAndClaim } from '../../shared/domain/coupons/reads.ts'
import { rule } from '../../shared/domain/coupons/rules.ts'
import { couponView } from '../../shared/domain/coupons/views.ts'
import { claim, newCoupon } from '../../shared/domain/coupons/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { coupons } from './contract.ts'

export const handler = lambda(coupons.claimCoupon, async ({ user, path, now, id, read, given }) => {
  // The claim is read for the rules of the writes: one that stands refuses them before they are sent.
  const [campaign] = await campaignAndClaim(read, path.campaignId, user.userId)
  const coupon = newCoupon(given(campaign, rule.exists()), user.userId, id('coupon'), now)
  return { writes: claim(coupon), reply: couponView(coupon) }
})
