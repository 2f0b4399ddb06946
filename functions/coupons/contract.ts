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
  running,
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
    access: { coupons: 'write', ops: 'write', users: 'read' },
    // At most 64 stripes, the campaign, and the record of the operator's action.
    budget: { trips: 1, read: 0, write: 136 },
  },
  listCampaigns: {
    route: 'GET /coupon-campaigns',
    summary:
      'Lists coupon campaigns in order of their expiry, the running ones with `running=true`. A page has fewer campaigns than `limit` if they have more than 256 stripes together.',
    auth: 'user',
    query: listQuery({ running: z.exactOptional(running) }),
    reply: [200, listOf(Campaign)],
    fails: [],
    access: { coupons: 'read' },
    indexes: ['list'],
    budget: { trips: 3, read: 40, write: 0 },
  },
  getCampaign: {
    route: 'GET /coupon-campaigns/{campaignId}',
    summary: 'Returns a coupon campaign. issuedCount was true at a moment during the request.',
    auth: 'user',
    path: { campaignId: CampaignId },
    reply: [200, Campaign],
    fails: [CampaignNotFound],
    access: { coupons: 'read' },
    budget: { trips: 2, read: 65, write: 0 },
  },
  claimCoupon: {
    route: 'POST /coupon-campaigns/{campaignId}/coupons',
    summary: 'Claims a coupon of a campaign; each user can claim one.',
    auth: 'user',
    path: { campaignId: CampaignId },
    reply: [201, Coupon],
    fails: [CampaignNotFound, CouponAlreadyClaimed, CampaignExpired, CampaignExhausted],
    access: { coupons: 'write', users: 'write', outbox: 'write' },
    budget: { trips: 2, read: 3, write: 10 },
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
