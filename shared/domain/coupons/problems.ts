// The problems of coupons.

import { problem } from '#kernel/data/problem.ts'

export const CampaignNotFound = problem('campaign-not-found', 404, {
  en: { title: 'Campaign not found', detail: 'No campaign has this id.' },
  ko: { title: '캠페인을 찾을 수 없음', detail: '이 ID의 캠페인이 없습니다.' },
})
export const CouponAlreadyClaimed = problem('coupon-already-claimed', 409, {
  en: {
    title: 'Coupon already claimed',
    detail: 'You have already claimed a coupon of this campaign. Each user can claim one.',
  },
  ko: {
    title: '이미 받은 쿠폰',
    detail: '이 캠페인의 쿠폰을 이미 받았습니다. 쿠폰은 한 사람당 하나만 받을 수 있습니다.',
  },
})
export const CampaignExpired = problem('campaign-expired', 409, {
  en: { title: 'Campaign expired', detail: 'The campaign has expired and issues no more coupons.' },
  ko: { title: '종료된 캠페인', detail: '캠페인이 종료되어 쿠폰을 더 이상 발급하지 않습니다.' },
})
export const CampaignExhausted = problem('campaign-exhausted', 409, {
  en: { title: 'Campaign exhausted', detail: 'All coupons of this campaign have been claimed.' },
  ko: { title: '쿠폰 소진', detail: '이 캠페인의 쿠폰이 모두 발급되었습니다.' },
})
export const CouponUnusable = problem('coupon-unusable', 409, {
  en: {
    title: 'Coupon not usable',
    detail: 'You have no coupon with this id, or it is in use, has expired, or requires a larger total.',
  },
  ko: {
    title: '사용할 수 없는 쿠폰',
    detail: '이 ID의 쿠폰이 없거나, 사용 중이거나, 만료되었거나, 총액이 쿠폰의 최소 금액보다 적습니다.',
  },
})
