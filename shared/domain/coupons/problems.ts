// What can go wrong with a coupon.

import { problem } from '#kernel/data/problem.ts'

export const CampaignNotFound = problem('campaign-not-found', 404, 'No such campaign', 'No campaign has this id.')
export const CouponAlreadyClaimed = problem(
  'coupon-already-claimed',
  409,
  'Coupon already claimed',
  'You have a coupon of this campaign already; a user gets one.',
)
export const CampaignExpired = problem(
  'campaign-expired',
  409,
  'Campaign expired',
  'The campaign is over, so it gives no more coupons.',
)
export const CampaignExhausted = problem(
  'campaign-exhausted',
  409,
  'Campaign exhausted',
  'Every coupon of the campaign has been given out.',
)
export const CouponUnusable = problem(
  'coupon-unusable',
  409,
  'Coupon unusable',
  'You have no such coupon, or it is in use, expired, or for larger totals.',
)
