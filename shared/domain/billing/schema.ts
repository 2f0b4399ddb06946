// The schemas of billing.

import * as z from 'zod/mini'
import { amount, MAX_AMOUNT } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { distinct, idSchema, instant, named, parameter, text, whole } from '#kernel/http/schema.ts'
import { says } from '#kernel/http/spoken.ts'
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
/** Of a billing or a top-up: both are paid at a gateway. */
export const paymentIdSchema = z.string().check(z.regex(/^(billing|topup)_[0-7][0-9a-hjkmnp-tv-z]{25}$/))
export const PaymentId = parameter(
  documented(paymentIdSchema, { example: 'billing_01m817qnm0f8namaha58n2maha' }),
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
const oneToTen = says({ en: 'must have 1 to 10 items', ko: '1~10개여야 합니다.' })
export const orders = documented(
  z
    .array(
      z.strictObject({
        matchId: idText,
        parking: z.exactOptional(z.strictObject({ plateNumber: text(1, 100) })),
      }),
    )
    .check(
      z.minLength(1, oneToTen),
      z.maxLength(10, oneToTen),
      distinct(
        { en: 'must not name the same match more than once', ko: '같은 경기를 두 번 넣을 수 없습니다.' },
        ({ matchId }) => matchId,
      ),
    ),
  { example: [{ matchId: 'match_01m817qnm0f8namaha58n2maha', parking: { plateNumber: '12가 3456' } }] },
)
export const couponId = idText
/** Won; 0 is the same as absent. */
export const cashAmount = whole(0, MAX_AMOUNT)
export const reason = documented(text(1, 100), { example: 'rain' })
export const orderIds = z
  .array(idText)
  .check(
    z.minLength(1, oneToTen),
    z.maxLength(10, oneToTen),
    distinct({ en: 'must not name the same order more than once', ko: '같은 주문을 두 번 넣을 수 없습니다.' }),
  )

export const resolution = documented(z.enum(['SETTLE', 'RELEASE']), { example: 'RELEASE' })
export const note = documented(text(1, 1000), { example: 'refunded by hand' })
export const status = named('BillingStatus', z.enum(states))

export const Billing = named(
  'Billing',
  documented(
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
    {
      shows: {
        orders: [
          {
            orderId: 'order_01m817qnm0f8namaha58n2maha',
            matchId: 'match_01m817qnm0f8namaha58n2maha',
            price: 20_000,
            parking: { plateNumber: '12가 3456' },
            status: 'RESERVED',
          },
        ],
        totalAmount: 20_000,
        couponDiscount: 0,
        cashAmount: 0,
        payAmount: 20_000,
        refundedAmount: 0,
        couponClawback: 0,
        gateway: 'KAKAOPAY',
      },
    },
  ),
)

export const Payment = named(
  'Payment',
  documented(
    z.object({
      billingId: billingIdSchema,
      status,
      redirectUrl: z.string(),
      expiresAt: instant,
    }),
    {
      shows: {
        status: 'PAYING',
        redirectUrl: 'https://online-payment.kakaopay.com/mockup/bridge/pc/pg/one-time/payment/...',
      },
    },
  ),
)

export const PaymentStatus = named(
  'PaymentStatus',
  documented(z.object({ billingId: billingIdSchema, status }), { shows: { status: 'SUCCESS' } }),
)

const amounts = z.object({ captured: z.int(), refunded: z.int() })

export const Review = named(
  'Review',
  documented(
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
      /** Null if the gateway knows no such payment. Its amounts may not add up. */
      atGateway: z.nullable(
        z.extend(amounts, { paymentId: z.nullable(z.string()), status: z.nullable(z.string()), at: instant }),
      ),
      /** The payment id of the last attempt, as stored. */
      paymentId: z.nullable(z.string()),
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
    {
      shows: {
        reason: 'the gateway captured what was not asked for',
        payAmount: 20_000,
        captured: 0,
        refundedAmount: 0,
        stored: { captured: 0, refunded: 0 },
        atGateway: {
          captured: 19_000,
          refunded: 0,
          paymentId: 'T80148b1083c5a73c961',
          status: 'SUCCESS_PAYMENT',
          at: '2026-11-22T09:00:00.000Z',
        },
        paymentId: 'T80148b1083c5a73c961',
        decisions: [],
      },
    },
  ),
)

/** As a list shows it. */
export const ListedReview = named(
  'ListedReview',
  documented(
    z.extend(Review, {
      /** Of the buyer; null for one that has left. */
      username: z.nullable(z.string()),
    }),
    { shows: { username: 'kim' } },
  ),
)

/** A billing that waits for a gateway. */
export const StuckBilling = named(
  'StuckBilling',
  documented(
    z.object({
      billingId: billingIdSchema,
      userId: idSchema('user'),
      /** Of the buyer; null for one that has left. */
      username: z.nullable(z.string()),
      status,
      /** The call to the gateway whose outcome is open, or the time at which the reconciler should have run. */
      since: instant,
      /** When the reconciler asks the gateway again. */
      nextLookAt: instant,
      gateway: z.nullable(gateway),
      paymentId: z.nullable(z.string()),
      payAmount: z.int(),
      captured: z.int(),
      refundedAmount: z.int(),
    }),
    {
      shows: {
        ...{ username: 'kim', status: 'APPROVING', gateway: 'KAKAOPAY', paymentId: 'T80148b1083c5a73c961' },
        ...{ payAmount: 20_000, captured: 0, refundedAmount: 0 },
      },
    },
  ),
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
