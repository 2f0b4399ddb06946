// Every billing endpoint, declared once.

import * as z from 'zod/mini'
import {
  BillingNotFound,
  BillingState,
  CashExceedsTotal,
  GatewayRequired,
  GatewayUnavailable,
  OwnBilling,
  PaymentDeclined,
  PaymentRefused,
  PaymentTooSmall,
} from '#domain/billing/problems.ts'
import {
  Billing,
  BillingId,
  cashAmount,
  couponId,
  GatewayPath,
  gateway,
  note,
  orderIds,
  orders,
  Payment,
  PaymentStatus,
  Review,
  reason,
  resolution,
} from '#domain/billing/schema.ts'
import { CouponUnusable } from '#domain/coupons/problems.ts'
import { Blocked } from '#domain/friends/problems.ts'
import {
  AlreadyPaid,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  ParkingFull,
  TooManyHolds,
} from '#domain/matches/problems.ts'
import { operator } from '#domain/roles.ts'
import { InsufficientBalance } from '#domain/wallet/problems.ts'
import { documented } from '#kernel/data/documented.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery } from '#kernel/http/schema.ts'

const everything = { billing: 'write', matches: 'write', coupons: 'write', wallet: 'write' } as const
/** Money may turn out to have come late: then seats are taken anew, unless their host has blocked the user. */
const settling = { ...everything, friends: 'read' } as const

/** What gateways send their redirects with; they may add what they like. */
const redirected = z.catchall(
  z.object({
    state: documented(z.optional(z.string()), {
      example: 'the state of the attempt',
      description: 'The secret of the attempt that the redirect is of.',
    }),
    pg_token: documented(z.optional(z.string()), {
      example: 'from the gateway',
      description: "KakaoPay's proof that the person has authenticated the payment.",
    }),
    paymentKey: documented(z.optional(z.string()), { description: "Toss Payments' name for the payment." }),
    orderId: documented(z.optional(z.string()), { description: "Toss Payments' order id, or a billing." }),
    amount: documented(z.optional(z.string()), {
      description: 'What the person was asked for; compared with what was begun.',
    }),
  }),
  z.string(),
)

const callback = {
  auth: 'public',
  path: { gateway: GatewayPath, billingId: BillingId },
  query: redirected,
  reply: [200, PaymentStatus],
  redirects: true,
  fails: [BillingNotFound, BillingState, PaymentDeclined],
  access: settling,
  pays: true,
  seals: true,
} as const

const about = 'Billing: seats are reserved, paid at a gateway, and cancelled with a refund.'

export const billing = contract('billing', about, {
  createBilling: {
    route: 'POST /billings',
    summary: 'Reserves seats, parking, coupon and cash for up to ten matches, to be paid within ten minutes.',
    auth: 'user',
    idempotency: 'required',
    body: z.strictObject({
      orders,
      couponId: z.exactOptional(couponId),
      cashAmount: z.exactOptional(cashAmount),
      gateway: z.exactOptional(gateway),
    }),
    reply: [201, Billing],
    fails: [
      MatchNotFound,
      CashExceedsTotal,
      GatewayRequired,
      GatewayUnavailable,
      PaymentTooSmall,
      Blocked,
      AlreadyPaid,
      MatchClosed,
      MatchFull,
      ParkingFull,
      TooManyHolds,
      CouponUnusable,
      InsufficientBalance,
    ],
    access: settling,
    offers: true,
    budget: { trips: 3, read: 4, write: 17 },
  },
  listBillings: {
    route: 'GET /billings',
    summary: "Lists the caller's billings, newest first.",
    auth: 'user',
    query: listQuery({}),
    reply: [200, listOf(Billing)],
    fails: [],
    access: { billing: 'read' },
    indexes: ['list'],
    budget: { trips: 2, read: 21, write: 0 },
  },
  getBilling: {
    route: 'GET /billings/{billingId}',
    summary: 'Shows a billing.',
    auth: 'owner',
    path: { billingId: BillingId },
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden],
    access: { billing: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  refreshBilling: {
    route: 'POST /billings/{billingId}/refresh',
    summary: 'Asks the gateway about a payment or refund that is open, at most once a minute, and shows the billing.',
    auth: 'owner',
    path: { billingId: BillingId },
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden],
    access: settling,
    pays: true,
    budget: { trips: 5, read: 5, write: 10 },
  },
  beginPayment: {
    route: 'POST /billings/{billingId}/payment',
    summary: 'Begins a payment at the gateway: where to send the browser.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    reply: [200, Payment],
    fails: [BillingNotFound, Forbidden, BillingState, PaymentRefused],
    access: settling,
    pays: true,
    budget: { trips: 6, read: 6, write: 14 },
  },
  approvePayment: {
    route: 'GET /payments/{gateway}/{billingId}/approve',
    summary: 'Where the gateway sends the browser with an authenticated payment: captures it.',
    ...callback,
    budget: { trips: 6, read: 5, write: 18 },
  },
  abandonPayment: {
    route: 'GET /payments/{gateway}/{billingId}/cancel',
    summary: 'Where the gateway sends who quit. The billing can be paid anew.',
    ...callback,
    budget: { trips: 5, read: 5, write: 4 },
  },
  failPayment: {
    route: 'GET /payments/{gateway}/{billingId}/fail',
    summary: 'Where the gateway sends the browser after a failure.',
    ...callback,
    budget: { trips: 5, read: 5, write: 4 },
  },
  getPaymentResult: {
    route: 'GET /payments/result',
    summary: 'The page that says how a payment went.',
    auth: 'public',
    query: z.strictObject({
      billingId: documented(z.optional(z.string()), {
        example: 'billing_01m817qnm0f8namaha58n2maha',
        description: 'Which billing was paid.',
      }),
      status: documented(z.optional(z.string()), {
        example: 'SUCCESS',
        description: 'The status of the billing when the browser came back.',
      }),
      signature: documented(z.optional(z.string()), {
        description: 'Proves that this service sent the status. Without it the page shows none.',
      }),
    }),
    reply: [200, z.string()],
    file: { type: 'text/html; charset=utf-8' },
    seals: true,
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  takeTossWebhook: {
    route: 'POST /payments/toss/webhook',
    summary: 'Hears from Toss that something happened to a payment, which is looked up at most once in ten seconds.',
    auth: 'public',
    idempotency: 'none',
    body: z.looseObject({
      data: documented(z.optional(z.looseObject({ orderId: z.optional(z.string()) })), {
        example: { orderId: 'billing_01m817qnm0f8namaha58n2maha-1' },
      }),
    }),
    reply: [200, z.object({ received: z.literal(true) })],
    fails: [],
    access: settling,
    pays: true,
    budget: { trips: 2, read: 1, write: 4 },
  },
  confirmBilling: {
    route: 'POST /billings/{billingId}/confirm',
    summary: 'Settles a billing that coupon and cash pay for.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden, BillingState],
    access: everything,
    budget: { trips: 3, read: 4, write: 15 },
  },
  cancelBilling: {
    route: 'POST /billings/{billingId}/cancel',
    summary: 'Cancels a billing or some of its orders; seats, coupon and money go back.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    body: z.strictObject({ reason, orderIds: z.exactOptional(orderIds) }),
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden, BillingState, MatchClosed],
    access: settling,
    pays: true,
    budget: { trips: 8, read: 8, write: 26 },
  },
  listReviews: {
    route: 'GET /ops/reviews',
    summary: 'Lists the billings that a person has to look at, oldest first.',
    auth: operator,
    query: listQuery({}),
    reply: [200, listOf(Review)],
    fails: [Forbidden],
    access: { billing: 'read' },
    indexes: ['due'],
    budget: { trips: 2, read: 21, write: 0 },
  },
  resolveReview: {
    route: 'POST /ops/reviews/{billingId}',
    summary: 'Ends a review: SETTLE keeps the seats, RELEASE gives them back.',
    auth: operator,
    path: { billingId: BillingId },
    body: z.strictObject({ resolution, note }),
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden, OwnBilling, BillingState],
    access: everything,
    budget: { trips: 4, read: 4, write: 13 },
  },
  reconcileBillings: {
    everyMinutes: 1,
    summary:
      'Ends what was left open, lets billings expire, gives back what cancelled matches owe, compares payments once more.',
    access: settling,
    indexes: ['due'],
    pays: true,
  },
})
