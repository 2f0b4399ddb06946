// The contract of coupons.

import * as z from 'zod/mini'
import { CampaignExhausted, CampaignExpired, CampaignNotFound, CouponAlreadyClaimed } from '#domain/coupons/problems.ts'
import {
  Campaign,
  CampaignId,
  Coupon,
  discount,
  expiresAt,
  maxIssueCount,
  minTotal,
  name,
  stripes,
} from '#domain/coupons/schema.ts'
import { operator } from '#domain/roles.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery } from '#kernel/http/schema.ts'

export const coupons = contract('coupons', 'Coupons: campaigns in which each user can claim one coupon.', {
  openCampaign: {
    route: 'POST /coupon-campaigns',
    summary: 'Opens a coupon campaign.',
    auth: operator,
    body: z.strictObject({ name, discount, maxIssueCount, minTotal, expiresAt, stripes: z.optional(stripes) }),
    reply: [201, Campaign],
    fails: [Forbidden],
    access: { coupons: 'write', ops: 'write' },
    // At most 64 stripes, the campaign, and the record of the operator's action.
    budget: { trips: 1, read: 0, write: 134 },
  },
  claimCoupon: {
    route: 'POST /coupon-campaigns/{campaignId}/coupons',
    summary: 'Claims a coupon of a campaign; each user can claim one.',
    auth: 'user',
    path: { campaignId: CampaignId },
    reply: [201, Coupon],
    fails: [CampaignNotFound, CouponAlreadyClaimed, CampaignExpired, CampaignExhausted],
    access: { coupons: 'write', users: 'read' },
    budget: { trips: 2, read: 2, write: 8 },
  },
  listCoupons: {
    route: 'GET /coupons',
    summary: "Lists the caller's coupons, newest first.",
    auth: 'user',
    query: listQuery({}),
    reply: [200, listOf(Coupon)],
    fails: [],
    access: { coupons: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
})
