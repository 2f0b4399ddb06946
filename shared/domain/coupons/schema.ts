// The schemas of campaigns and coupons.

import * as z from 'zod/mini'
import { amount, MAX_AMOUNT } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, parameter, plannedTime, text, whole } from '#kernel/http/schema.ts'
import { CampaignNotFound } from './problems.ts'

const campaignIdSchema = idSchema('campaign')
export const CampaignId = parameter(campaignIdSchema, CampaignNotFound)

export const name = documented(text(1, 100), { example: 'Spring' })
/** An amount in won, or a percentage of the total with a maximum in won. */
export const discount = documented(
  named(
    'Discount',
    z.discriminatedUnion('type', [
      named('AmountDiscount', z.strictObject({ type: z.literal('AMOUNT'), value: amount }), 'AmountDiscountInput'),
      named(
        'RateDiscount',
        z.strictObject({ type: z.literal('RATE'), percent: whole(1, 100), maxDiscount: amount }),
        'RateDiscountInput',
      ),
    ]),
    'DiscountInput',
  ),
  { example: { type: 'RATE', percent: 10, maxDiscount: 5000 } },
)
export type Discount = z.output<typeof discount>
export const maxIssueCount = documented(whole(1, 1_000_000), { example: 1000 })
/** The largest number of stripes. */
const MAX_STRIPES = 64
const COUPONS_A_STRIPE = 50
/**
 * The number of parts in which coupons are counted, so that many users can claim at once; at most maxIssueCount. Default: one for
 * every 50 coupons, at most 64. With 1, coupons go strictly in the order of the claims.
 */
export const stripes = documented(whole(1, MAX_STRIPES), { example: 20 })
export const defaultStripes = (maxIssueCount: number): number =>
  Math.min(MAX_STRIPES, Math.ceil(maxIssueCount / COUPONS_A_STRIPE))
/** The minimum total for the coupon, in won. */
export const minTotal = documented(whole(0, MAX_AMOUNT), { example: 10_000 })
export const expiresAt = plannedTime

export const running = documented(z.enum(['true', 'false']), {
  description: '`true`: only campaigns that have not expired.',
})

export const Campaign = named(
  'Campaign',
  documented(
    z.object({
      campaignId: campaignIdSchema,
      name: z.string(),
      discount,
      maxIssueCount,
      issuedCount: z.int(),
      stripes,
      minTotal,
      expiresAt: instant,
      createdAt: instant,
    }),
    { shows: { name: 'Spring', issuedCount: 0, expiresAt: '2030-06-07T10:30:00.000Z' } },
  ),
)

export const Coupon = named(
  'Coupon',
  documented(
    z.object({
      couponId: idSchema('coupon'),
      campaignId: campaignIdSchema,
      discount,
      minTotal,
      expiresAt: instant,
      status: z.enum(['ISSUED', 'RESERVED', 'USED']),
    }),
    { shows: { expiresAt: '2030-06-07T10:30:00.000Z' } },
  ),
)
