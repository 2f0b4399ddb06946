// The items of billing: one item per billing with its orders, because they change state together.

import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'
import type { GatewayName } from './gateways/gateway.ts'
import type { State } from './schema.ts'
import type { Share } from './shares.ts'

export const billing = space('billing', 'BILLING', 'BILLINGS', 'TOPUPS', 'REVIEWS', 'DUE_BILLING', 'DAY_TOTAL')

export type OrderStatus = 'RESERVED' | 'PAID' | 'CANCELLED'

export interface OrderItem {
  orderId: string
  matchId: string
  /** Won. */
  price: number
  plateNumber?: string
  status: OrderStatus
  share: Share
  /** Won of its share that the coupon paid, until a partial cancellation clawed them back. */
  clawed?: number
}

/** One payment attempt at the gateway. */
export interface AttemptItem {
  no: number
  /** Random; part of the callback URLs. */
  state: string
  /** The request that started it. */
  request: string
  startedAt: string
  expiresAt: string
  /** The gateway's payment id, the last one that it gave. */
  tid?: string
  redirectUrl?: string
  /** The last time when the gateway was asked to capture. */
  claimedAt?: string
}

export interface CancellationItem {
  no: number
  /** The request that asked for it; absent if a job did. */
  request?: string
  orderIds: readonly string[]
  /** The amounts to refund: through the gateway, and in cash. */
  pay: number
  cash: number
  reason: string
  /** Absent if the user neither asked for it nor hosts the closed match, or if the money was late. */
  withdrawnAt?: string
  /** The amount that the gateway had refunded before. */
  before: number
  /** Withheld from this refund, because the remaining orders no longer reach the coupon's minTotal. */
  clawback?: number
  /** The amount of a top-up that is held in its account until the gateway has refunded it. */
  held?: number
  /** The orders of orderIds whose match another host cancelled; they cost the buyer no coupon discount. */
  excused?: readonly string[]
  startedAt: string
}

/** The amounts captured and refunded at a gateway, in won. */
export interface GatewayAmounts {
  captured: number
  refunded: number
}

/** A gateway's record of a payment, as it answered; its amounts may not add up. */
export interface GatewayRecord extends GatewayAmounts {
  paymentId: string
  /** The gateway's own word. */
  status: string
  at: string
}

export interface ReviewItem {
  reason: string
  at: string
  /** The stored amounts when the review began. */
  stored?: GatewayAmounts
  /** The gateway's amounts; absent if they were inconsistent. */
  gateway?: GatewayAmounts
  /** Absent in reviews of earlier editions, and if the gateway knows no such payment. */
  record?: GatewayRecord
  /** The decision of the first edition, inside the review. */
  resolution?: 'SETTLE' | 'RELEASE'
  note?: string
  by?: string
  request?: string
}

/** An operator's decision on one review. Decisions are appended and never changed. */
export interface DecisionItem {
  /** The reason of the review that it resolves. */
  reason: string
  since: string
  stored?: GatewayAmounts
  gateway?: GatewayAmounts
  resolution: 'SETTLE' | 'RELEASE'
  note: string
  by: string
  /** Absent in decisions of the first edition. */
  at?: string
  /** The request that decided it. */
  request?: string
}

/** The money that gateways captured and refunded on one day in Seoul, in won. */
export interface DayMoney {
  /** Such as 2026-11-26. */
  day: string
  captured: number
  refunded: number
}

/** A part of a day's total, so that many payments can be captured at once. */
export interface DayTotalItem extends DayMoney {
  stripe: number
}

/** The money of a billing on one day. */
export interface BillingDay extends DayMoney {
  /** The part of the day's total that counts it. Absent: an earlier edition captured or refunded it, and counted nothing. */
  stripe?: number
}

export interface BillingItem extends Subject {
  billingId: string
  userId: string
  status: State
  /** All machine events so far, in order. */
  events: readonly string[]
  /** Milliseconds from the creation to each of the last events, in order. Events of earlier editions have none. */
  afterMs?: readonly number[]
  orders: readonly OrderItem[]
  /** Won. totalAmount = couponDiscount + cashAmount + payAmount. */
  totalAmount: number
  couponDiscount: number
  cashAmount: number
  payAmount: number
  couponId?: string
  /** The minTotal of the coupon, if the billing knows it. */
  couponMinTotal?: number
  /** The account of the cash. */
  accountId?: string
  /** No orders: the captured amount is credited to the account. */
  topup?: true
  gateway?: GatewayName
  /** The captured amount, and the refunds: through the gateway, and in cash. */
  captured: number
  refundedPay: number
  refundedCash: number
  /** captured and refundedPay by day. Absent in billings of earlier editions, until money moves. */
  byDay?: readonly BillingDay[]
  /** The part of refundedPay that was refunded in the gateway's console and belongs to no cancelled order. */
  outside?: number
  /** The part of refundedPay that an operator refunded without the gateway. */
  byHand?: number
  /** The last attempt, and earlier ones with a requested capture: their outcome may come late. */
  attempt?: AttemptItem
  claimed: readonly AttemptItem[]
  cancellation?: CancellationItem
  cancellations: readonly CancellationItem[]
  /** The last review. */
  review?: ReviewItem
  /** All decisions on reviews so far, oldest first. */
  decisions?: readonly DecisionItem[]
  /** The time of the last look-up caused by a webhook. */
  heardAt?: string
  /** The items of other modules for this billing, as `pk|sk`: seats, coupon, cash hold. */
  parts: readonly string[]
  /** Counted among the unpaid billings of its user. Billings of the first edition are not. */
  counted?: true
  /** Its creation and every step that concerns its user have an event. Earlier billings have events of later steps only. */
  announced?: true
  expiresAt: string
  /** The latest possible expiresAt, fixed at creation. */
  payBy?: string
  /** The request that gave the billing up. */
  endedBy?: string
  createdAt: string
  /** The number of changes, for the optimistic lock. */
  version: number
  listPk: string
  listSk: string
  /** The due time for the reconciler. */
  duePk?: string
  dueSk?: string
}

export const Billing = billing.item<BillingItem>()('BILLING', 'BILLING', (billingId: string) => billingId)

export const DayTotal = billing.item<DayTotalItem>()(
  'DAY_TOTAL',
  'DAY_TOTAL',
  (day: string, stripe: number) => `${day}#${stripe}`,
)

/** In the index `list`: a user's billings by creation. */
export const billingsOf = (userId: string): Partition<'billing', BillingItem> => billing.partition('BILLINGS', userId)
/** In the index `list`: a user's top-ups by creation. */
export const topupsOf = (userId: string): Partition<'billing', BillingItem> => billing.partition('TOPUPS', userId)
/** In the index `due`: billings under review, by the start of the review. */
export const reviews: Partition<'billing', BillingItem> = billing.partition('REVIEWS', 'OPEN')
/** In the index `due`: billings for the reconciler, by due time. */
export const dueBillings: Queue<'billing', BillingItem> = striped(billing.partition('DUE_BILLING', 'ALL'))
/** Paid billings to compare with the gateway once more. A separate queue, so that they do not delay urgent work. */
export const settledBillings: Queue<'billing', BillingItem> = striped(billing.partition('DUE_BILLING', 'SETTLED'))
