// What must be true of campaigns and their coupons, in order of precedence.

import { absent, atMost, below, both, equals, exists, later } from '#kernel/data/condition.ts'
import { acrossPartitions, type Contents, inPartition, rules } from '#kernel/data/rules.ts'
import {
  type CampaignItem,
  type ClaimItem,
  type CouponItem,
  campaignKey,
  claimKey,
  couponKey,
  isClaim,
} from './item.ts'
import {
  CampaignExhausted,
  CampaignExpired,
  CampaignNotFound,
  CouponAlreadyClaimed,
  CouponUnusable,
} from './problems.ts'

const campaignIn = ({ items }: Contents): CampaignItem | undefined =>
  items.find(({ sk }) => sk === 'CAMPAIGN') as unknown as CampaignItem | undefined

/** Asks of a campaign and its claims; a partition without a campaign breaks `exists` alone. */
const campaignAudit = (keeps: (campaign: CampaignItem, claims: readonly ClaimItem[]) => boolean) =>
  inPartition('CAMPAIGN', (contents) => {
    const campaign = campaignIn(contents)
    return !campaign?.createdBy || keeps(campaign, contents.items.filter(isClaim) as unknown as ClaimItem[])
  })

/** Asks of every coupon. */
const couponAudit = (keeps: (coupon: CouponItem) => boolean) =>
  inPartition('COUPONS', ({ items }) => (items as unknown as CouponItem[]).every(keeps))

export const rule = rules('coupons', {
  exists: {
    says: 'A coupon is of a campaign that exists.',
    guard: () => exists('createdBy'),
    fails: CampaignNotFound,
    audit: inPartition('CAMPAIGN', (contents) => campaignIn(contents)?.createdBy !== undefined),
  },
  oneClaim: {
    says: 'A user gets at most one coupon of a campaign.',
    guard: () => absent('pk'),
    fails: CouponAlreadyClaimed,
    audit: campaignAudit(({ issuedCount }, claims) => issuedCount <= new Set(claims.map(({ userId }) => userId)).size),
  },
  running: {
    says: 'Coupons are given out only before the campaign expires.',
    guard: (now: string) => later('expiresAt', now),
    fails: CampaignExpired,
    audit: campaignAudit(({ expiresAt }, claims) => claims.every(({ claimedAt }) => claimedAt < expiresAt)),
  },
  campaignCap: {
    says: 'issuedCount = the number of coupons given out, and never above maxIssueCount.',
    guard: () => below('issuedCount', 'maxIssueCount'),
    fails: CampaignExhausted,
    audit: campaignAudit(
      ({ issuedCount, maxIssueCount }, claims) => issuedCount === claims.length && issuedCount <= maxIssueCount,
    ),
  },
  issued: {
    says: 'A coupon, its claim and issuedCount come together.',
    together: (campaignId: string, userId: string, couponId: string) => [
      campaignKey(campaignId),
      claimKey(campaignId, userId),
      couponKey(userId, couponId),
    ],
    audit: acrossPartitions((item) => {
      const [prefix, id = ''] = String(item['pk']).split('#')
      const { couponId, campaignId, userId } = item as unknown as CouponItem
      if (prefix === 'COUPONS')
        return [{ about: `${couponId} of ${campaignId} for ${id}`, side: 1, with: campaignKey(campaignId).pk }]
      if (prefix !== 'CAMPAIGN' || !isClaim(item)) return []
      return [{ about: `${couponId} of ${id} for ${userId}`, side: -1, with: couponKey(userId, couponId).pk }]
    }),
  },
  singleUse: {
    says: 'A coupon is reserved only while no billing has it.',
    guard: () => equals('status', 'ISSUED'),
    fails: CouponUnusable,
    audit: couponAudit(({ status, reservations, returns }) => reservations - returns === (status === 'ISSUED' ? 0 : 1)),
  },
  unexpired: {
    says: 'A coupon is reserved only before it expires.',
    guard: (now: string) => later('expiresAt', now),
    fails: CouponUnusable,
    audit: couponAudit(({ reservedAt, expiresAt }) => reservedAt === undefined || reservedAt < expiresAt),
  },
  minTotal: {
    says: 'A coupon is reserved only for totals of at least its minTotal.',
    guard: (total: number) => atMost('minTotal', total),
    fails: CouponUnusable,
    audit: couponAudit(({ reservedFor, minTotal }) => reservedFor === undefined || reservedFor >= minTotal),
  },
  sameBilling: {
    says: 'A coupon is used and given back only by the billing that has it, from the status that was read.',
    expects: (billingId: string, status: CouponItem['status']) =>
      both(equals('billingId', billingId), equals('status', status)),
    audit: couponAudit(({ status, billingId, reservedAt, reservedFor }) =>
      [billingId, reservedAt, reservedFor].every((trace) => (trace === undefined) === (status === 'ISSUED')),
    ),
  },
})
