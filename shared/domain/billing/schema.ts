// The schemas of billing.

import * as z from 'zod/mini'
import { amount, MAX_AMOUNT } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { distinct, idSchema, instant, named, parameter, text, whole } from '#kernel/http/schema.ts'
import { BillingNotFound, TopupNotFound } from './problems.ts'

export const states = [
  'READY',
  'PAYING',
  'APPROVING',
  'SUCCESS',
  'CANCELLING',
  'PARTIALLY_CANCELLED',
  'CANCELLED',
  'EXPIRED',
  'REVIEW',
] as const
export type State = (typeof states)[number]

const gateways = ['KAKAOPAY', 'TOSS'] as const
export const gateway = z.enum(gateways)
const billingIdSchema = idSchema('billing')
export const BillingId = parameter(billingIdSchema, BillingNotFound)
/** A billing or a top-up: both are paid at a gateway. */
export const PaymentId = parameter(
  documented(z.string().check(z.regex(/^(billing|topup)_[0-7][0-9a-hjkmnp-tv-z]{25}$/)), {
    example: 'billing_01m817qnm0f8namaha58n2maha',
  }),
  BillingNotFound,
)
const topupIdSchema = idSchema('topup')
export const TopupId = parameter(topupIdSchema, TopupNotFound)
/** In paths, in lower case. */
export const GatewayPath = parameter(
  documented(z.string().check(z.regex(/^(kakaopay|toss)$/)), { example: 'kakaopay' }),
  BillingNotFound,
)

/** A malformed id in a body is treated like an unknown one. */
const idText = z.string().check(z.minLength(1), z.maxLength(100))
export const orders = documented(
  z
    .array(
      z.strictObject({
        matchId: idText,
        parking: z.exactOptional(z.strictObject({ plateNumber: text(1, 20) })),
      }),
    )
    .check(
      z.minLength(1, 'must have 1 to 10 orders'),
      z.maxLength(10, 'must have 1 to 10 orders'),
      distinct('must not name the same match more than once', ({ matchId }) => matchId),
    ),
  { example: [{ matchId: 'match_01m817qnm0f8namaha58n2maha', parking: { plateNumber: '12가 3456' } }] },
)
export const couponId = idText
/** Won; 0 is the same as absent. */
export const cashAmount = whole(0, MAX_AMOUNT)
export const reason = documented(text(1, 200), { example: 'rain' })
export const orderIds = z
  .array(idText)
  .check(
    z.minLength(1, 'must have 1 to 10 ids'),
    z.maxLength(10, 'must have 1 to 10 ids'),
    distinct('must not name the same order more than once'),
  )

export const resolution = documented(z.enum(['SETTLE', 'RELEASE']), { example: 'RELEASE' })
export const note = documented(text(1, 1000), { example: 'refunded by hand' })
const status = named('BillingStatus', z.enum(states))

export const Billing = named(
  'Billing',
  z.object({
    billingId: billingIdSchema,
    userId: idSchema('user'),
    status,
    orders: z.array(
      z.object({
        orderId: idSchema('order'),
        matchId: idSchema('match'),
        price: z.int(),
        parking: z.nullable(z.object({ plateNumber: z.string() })),
        status: z.enum(['RESERVED', 'PAID', 'CANCELLED']),
      }),
    ),
    totalAmount: z.int(),
    couponDiscount: z.int(),
    cashAmount: z.int(),
    payAmount: z.int(),
    refundedAmount: z.int(),
    couponClawback: z.int(),
    gateway: z.nullable(gateway),
    expiresAt: instant,
    createdAt: instant,
  }),
)

export const Payment = named(
  'Payment',
  z.object({
    billingId: billingIdSchema,
    status,
    redirectUrl: z.string(),
    expiresAt: instant,
  }),
)

export const PaymentStatus = named('PaymentStatus', z.object({ billingId: billingIdSchema, status }))

const amounts = z.object({ captured: z.int(), refunded: z.int() })

export const Review = named(
  'Review',
  z.object({
    billingId: billingIdSchema,
    userId: idSchema('user'),
    reason: z.string(),
    since: instant,
    payAmount: amount,
    captured: z.int(),
    refundedAmount: z.int(),
    gateway: z.nullable(gateway),
    stored: z.nullable(amounts),
    atGateway: z.nullable(amounts),
    decisions: z.array(
      z.object({
        reason: z.string(),
        since: instant,
        resolution,
        note: z.string(),
        by: z.string(),
        at: z.nullable(instant),
        stored: z.nullable(amounts),
        atGateway: z.nullable(amounts),
      }),
    ),
  }),
)

const topup = {
  topupId: topupIdSchema,
  accountId: z.string(),
  status: z.enum(states),
  amount: z.int(),
  refundedAmount: z.int(),
  gateway: z.nullable(gateway),
  expiresAt: instant,
  createdAt: instant,
}
export const Topup = named('Topup', z.object(topup))
/** With the page of the gateway to open in the browser. */
export const NewTopup = named('NewTopup', z.object({ ...topup, redirectUrl: z.string() }))
