// The contract of billing.

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
  TopupNotFound,
} from '#domain/billing/problems.ts'
import {
  Billing,
  BillingId,
  cashAmount,
  couponId,
  GatewayPath,
  gateway,
  NewTopup,
  noResult,
  note,
  orderIds,
  orders,
  Payment,
  PaymentId,
  PaymentStatus,
  Review,
  reason,
  resolution,
  StuckBilling,
  status,
  Topup,
  TopupId,
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
import { amount } from '#domain/money.ts'
import { operator } from '#domain/roles.ts'
import { AccountNotFound, BalanceLimit, InsufficientBalance } from '#domain/wallet/problems.ts'
import { AccountId } from '#domain/wallet/schema.ts'
import { documented } from '#kernel/data/documented.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery, queryFrom, queryTo } from '#kernel/http/schema.ts'

const everything = { billing: 'write', matches: 'write', coupons: 'write', wallet: 'write', outbox: 'write' } as const
/** Seats that are taken or given back go to people who are active, and whom the host has not blocked. */
const settling = { ...everything, friends: 'read', users: 'read' } as const

/** The query of gateway redirects; gateways may add parameters. */
const redirected = z.catchall(
  z.object({
    state: documented(z.optional(z.string()), {
      example: 'the state of the attempt',
      description: 'The secret of the payment attempt.',
    }),
    pg_token: documented(z.optional(z.string()), {
      example: 'from the gateway',
      description: 'The token with which KakaoPay proves that the buyer authenticated the payment.',
    }),
    paymentKey: documented(z.optional(z.string()), { description: 'The payment key of Toss Payments.' }),
    orderId: documented(z.optional(z.string()), { description: 'The order id of Toss Payments, or a billing id.' }),
    amount: documented(z.optional(z.string()), {
      description: 'The amount that the buyer saw. It must equal the amount of the attempt.',
    }),
  }),
  z.string(),
)

const callback = {
  auth: 'public',
  path: { gateway: GatewayPath, billingId: PaymentId },
  query: redirected,
  reply: [200, PaymentStatus],
  redirects: true,
  refusedPage: noResult,
  fails: [BillingNotFound, BillingState, PaymentDeclined],
  access: settling,
  pays: true,
  seals: true,
} as const

const about = 'Billing: reserve seats, pay at a gateway, cancel with a refund.'

export const billing = contract('billing', about, {
  createBilling: {
    route: 'POST /billings',
    summary: 'Creates a billing: reserves seats, parking, coupon and cash for up to 10 matches, for 10 minutes.',
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
    budget: { trips: 3, read: 4, write: 25 },
  },
  listBillings: {
    route: 'GET /billings',
    summary:
      "Lists the caller's billings, newest first. A page looks at no more than 500 billings that the status drops.",
    auth: 'user',
    query: listQuery({
      status: documented(z.exactOptional(status), { description: 'Only billings with this status.' }),
      from: z.exactOptional(queryFrom),
      to: z.exactOptional(queryTo),
    }),
    reply: [200, listOf(Billing)],
    fails: [],
    access: { billing: 'read' },
    indexes: ['list'],
    budget: { trips: 2, read: 21, write: 0 },
  },
  getBilling: {
    route: 'GET /billings/{billingId}',
    summary: 'Returns a billing.',
    auth: 'owner',
    path: { billingId: BillingId },
    reply: [200, Billing],
    fails: [BillingNotFound, Forbidden],
    access: { billing: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  refreshBilling: {
    route: 'POST /billings/{billingId}/refresh',
    summary: 'Queries the gateway about an open payment or refund, at most once a minute, and returns the billing.',
    auth: 'owner',
    path: { billingId: BillingId },
    reply: [200, Billing],
    shows: { status: 'PAYING' },
    fails: [BillingNotFound, Forbidden],
    access: settling,
    pays: true,
    budget: { trips: 5, read: 5, write: 12 },
  },
  beginPayment: {
    route: 'POST /billings/{billingId}/payment',
    summary: 'Starts a payment at the gateway and returns the URL to open in the browser.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    reply: [200, Payment],
    fails: [BillingNotFound, Forbidden, BillingState, PaymentRefused],
    access: settling,
    pays: true,
    budget: { trips: 6, read: 6, write: 17 },
  },
  approvePayment: {
    route: 'GET /payments/{gateway}/{billingId}/approve',
    summary: 'Callback of the gateway after the buyer authenticated the payment: captures it.',
    ...callback,
    budget: { trips: 6, read: 5, write: 20 },
  },
  abandonPayment: {
    route: 'GET /payments/{gateway}/{billingId}/cancel',
    summary: 'Callback of the gateway after the buyer cancelled the payment. The billing can be paid again.',
    ...callback,
    budget: { trips: 5, read: 5, write: 4 },
  },
  failPayment: {
    route: 'GET /payments/{gateway}/{billingId}/fail',
    summary: 'Callback of the gateway after a failed payment. The billing can be paid again.',
    ...callback,
    budget: { trips: 5, read: 5, write: 4 },
  },
  getPaymentResult: {
    route: 'GET /payments/result',
    summary: 'Shows the buyer the result of a payment as a page.',
    auth: 'public',
    query: z.strictObject({
      billingId: documented(z.optional(z.string()), {
        example: 'billing_01m817qnm0f8namaha58n2maha',
        description: 'The billing that was paid.',
      }),
      status: documented(z.optional(z.string()), {
        example: 'SUCCESS',
        description: 'The status of the billing when the browser returned from the gateway.',
      }),
      signature: documented(z.optional(z.string()), {
        description: 'Signature of the status by this service. Without it the page shows no status.',
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
    summary: 'Webhook of Toss Payments: looks up the named payment, at most once in 10 seconds.',
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
    summary: 'Confirms a billing that coupon and cash cover in full.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    reply: [200, Billing],
    shows: { status: 'SUCCESS', couponDiscount: 20_000, payAmount: 0, gateway: null, orders: { status: 'PAID' } },
    fails: [BillingNotFound, Forbidden, BillingState],
    access: everything,
    budget: { trips: 3, read: 4, write: 20 },
  },
  cancelBilling: {
    route: 'POST /billings/{billingId}/cancel',
    summary: 'Cancels a billing or some of its orders, releases the seats and the coupon, and refunds the money.',
    auth: 'owner',
    idempotency: 'required',
    path: { billingId: BillingId },
    body: z.strictObject({ reason, orderIds: z.exactOptional(orderIds) }),
    reply: [200, Billing],
    shows: { status: 'CANCELLED', refundedAmount: 20_000, orders: { status: 'CANCELLED' } },
    fails: [BillingNotFound, Forbidden, BillingState, MatchClosed],
    access: settling,
    pays: true,
    budget: { trips: 8, read: 8, write: 33 },
  },
  beginTopup: {
    route: 'POST /accounts/{accountId}/topups',
    summary: 'Tops an account up: starts a payment at a gateway, and credits the account once it is captured.',
    auth: 'owner',
    idempotency: 'required',
    path: { accountId: AccountId },
    body: z.strictObject({ amount, gateway }),
    reply: [201, NewTopup],
    fails: [
      AccountNotFound,
      Forbidden,
      GatewayUnavailable,
      PaymentTooSmall,
      TooManyHolds,
      BalanceLimit,
      BillingState,
      PaymentRefused,
    ],
    access: settling,
    pays: true,
    offers: true,
    budget: { trips: 7, read: 5, write: 22 },
  },
  getTopup: {
    route: 'GET /topups/{topupId}',
    summary: 'Returns a top-up.',
    auth: 'owner',
    path: { topupId: TopupId },
    reply: [200, Topup],
    fails: [TopupNotFound, BillingNotFound, Forbidden],
    access: { billing: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  listTopups: {
    route: 'GET /topups',
    summary: "Lists the caller's top-ups, newest first.",
    auth: 'user',
    query: listQuery({}),
    reply: [200, listOf(Topup)],
    fails: [],
    access: { billing: 'read' },
    indexes: ['list'],
    budget: { trips: 2, read: 21, write: 0 },
  },
  cancelTopup: {
    route: 'POST /topups/{topupId}/cancel',
    summary: 'Cancels a top-up: what is not spent leaves the account and is refunded through the gateway.',
    auth: 'owner',
    idempotency: 'required',
    path: { topupId: TopupId },
    reply: [200, Topup],
    fails: [TopupNotFound, BillingNotFound, Forbidden, BillingState, InsufficientBalance],
    access: settling,
    pays: true,
    budget: { trips: 8, read: 8, write: 30 },
  },
  listReviews: {
    route: 'GET /ops/reviews',
    summary: 'Lists the billings that need a decision of an operator, oldest first.',
    auth: operator,
    query: listQuery({}),
    reply: [200, listOf(Review)],
    fails: [Forbidden],
    access: { billing: 'read', users: 'read' },
    indexes: ['due'],
    budget: { trips: 3, read: 22, write: 0 },
  },
  listStuckBillings: {
    route: 'GET /ops/stuck-billings',
    summary: 'Lists the billings that have waited for a gateway or the reconciler for more than 5 minutes.',
    auth: operator,
    query: listQuery({}),
    reply: [200, listOf(StuckBilling)],
    fails: [Forbidden],
    access: { billing: 'read', users: 'read' },
    indexes: ['due'],
    // One query for each part of the queue.
    budget: { trips: 35, read: 41, write: 0 },
  },
  resolveReview: {
    route: 'POST /ops/reviews/{billingId}',
    summary: 'Resolves a review: SETTLE keeps the seats, RELEASE gives them back.',
    auth: operator,
    path: { billingId: PaymentId },
    body: z.strictObject({ resolution, note }),
    reply: [200, Billing],
    shows: { status: 'CANCELLED', orders: { status: 'CANCELLED' } },
    fails: [BillingNotFound, Forbidden, OwnBilling, BillingState],
    access: { ...settling, users: 'read' },
    budget: { trips: 5, read: 5, write: 20 },
  },
  reconcileBillings: {
    everyMinutes: 1,
    summary:
      'Reconciler: completes interrupted payments and refunds, expires billings, refunds cancelled matches, and checks payments again.',
    access: settling,
    indexes: ['due'],
    pays: true,
  },
})
