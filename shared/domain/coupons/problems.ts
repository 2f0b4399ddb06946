// The problems of coupons.

import { problem } from '#kernel/data/problem.ts'

export const CampaignNotFound = problem('campaign-not-found', 404, 'Campaign not found', 'No campaign has this id.')
export const CouponAlreadyClaimed = problem(
  'coupon-already-claimed',
  409,
  'Coupon already claimed',
  'You have already claimed a coupon of this campaign. Each user can claim one.',
)
export const CampaignExpired = problem(
  'campaign-expired',
  409,
  'Campaign expired',
  'The campaign has expired and issues no more coupons.',
)
export const CampaignExhausted = problem(
  'campaign-exhausted',
  409,
  'Campaign exhausted',
  'All coupons of this campaign have been claimed.',
)
export const CouponUnusable = problem(
  'coupon-unusable',
  409,
  'Coupon not usable',
  'You have no coupon with this id, or it is in use, has expired, or requires a larger total.',
)
