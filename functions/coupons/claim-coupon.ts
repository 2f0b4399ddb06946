// Claims a coupon of a campaign.

import { guard } from '#domain/coupons/guards.ts'
import { CampaignExhausted, CouponAlreadyClaimed } from '#domain/coupons/problems.ts'
import { claimState, earlierClaim } from '#domain/coupons/reads.ts'
import { couponView } from '#domain/coupons/views.ts'
import { claim, claimEarlier, newCoupon } from '#domain/coupons/writes.ts'
import { active } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.claimCoupon, async ({ user, path, now, id, read, require, refuse }) => {
  const { userId } = user
  const state = await claimState(read, path.campaignId, userId)
  const campaign = require(state.campaign, guard.exists())
  const coupon = newCoupon(campaign, userId, id('coupon'), now)
  const reply = couponView(coupon)
  if (campaign.stripes === undefined) {
    // The claim is read for the guards: a user with a coupon is refused before anything is sent.
    await earlierClaim(read, path.campaignId, userId)
    return { writes: [...claimEarlier(coupon), active(user)], reply }
  }
  if (state.claim) refuse(CouponAlreadyClaimed)
  require(campaign, guard.started({ now }))
  if (state.stripe === undefined) return refuse(CampaignExhausted)
  return { writes: [...claim(coupon, state.stripe), active(user)], reply }
})
