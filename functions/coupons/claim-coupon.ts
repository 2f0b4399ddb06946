// Claims a coupon of a campaign.

import { guard } from '#domain/coupons/guards.ts'
import { CampaignExhausted, CouponAlreadyClaimed } from '#domain/coupons/problems.ts'
import { claimState, earlierClaim } from '#domain/coupons/reads.ts'
import { couponView } from '#domain/coupons/views.ts'
import { claim, claimEarlier, newCoupon } from '#domain/coupons/writes.ts'
import { event } from '#domain/users/events.ts'
import { User } from '#domain/users/items.ts'
import { userOf } from '#domain/users/reads.ts'
import { activeWith } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.claimCoupon, async ({ user, path, now, id, read, require, refuse }) => {
  const { userId } = user
  const { campaignId } = path
  const state = await claimState(read, campaignId, userId, User.key(userId))
  const campaign = require(state.campaign, guard.exists())
  const coupon = newCoupon(campaign, userId, id('coupon'), now)
  // The claims of a campaign have no number in common, which all would wait for: the subject is the user.
  const told = async () => {
    const claimant = await userOf(read, userId)
    return activeWith(user, now, event.couponClaimed(claimant, { userId, couponId: coupon.couponId, campaignId }))
  }
  const reply = couponView(coupon)
  if (campaign.stripes === undefined) {
    // The claim is read for the guards: a user with a coupon is refused before anything is sent.
    await earlierClaim(read, campaignId, userId)
    return { writes: [...claimEarlier(coupon), ...(await told())], reply }
  }
  if (state.claim) refuse(CouponAlreadyClaimed)
  require(campaign, guard.started({ now }))
  if (state.stripe === undefined) return refuse(CampaignExhausted)
  return { writes: [...claim(coupon, state.stripe), ...(await told())], reply }
})
