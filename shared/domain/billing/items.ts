// What billing stores: one item a billing, with its orders, because they change state together.

import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import type { GatewayName } from './gateways/gateway.ts'
import type { State } from './schema.ts'
import type { Share } from './shares.ts'

export const billing = space('billing', 'BILLING', 'BILLINGS', 'REVIEWS', 'DUE_BILLING')

export type OrderStatus = 'RESERVED' | 'PAID' | 'CANCELLED'

export interface OrderItem {
  orderId: string
  matchId: string
  /** Won. */
  price: number
  plateNumber?: string
  status: OrderStatus
  share: Share
  /** Won of its share that were the coupon's, until a partial cancellation took them back. */
  clawed?: number
}

/** One try to pay at the gateway. */
export interface AttemptItem {
  no: number
  /** Unguessable; the callback URLs carry it. */
  state: string
  /** The request that began it. */
  request: string
  startedAt: string
  expiresAt: string
  /** The gateway's name for the payment, the last that it gave. */
  tid?: string
  redirectUrl?: string
  /** When the gateway was asked to capture, last. */
  claimedAt?: string
}

export interface CancellationItem {
  no: number
  /** The request that asked for it; none where a job did. */
  request?: string
  orderIds: readonly string[]
  /** To be given back: by the gateway, and in cash. */
  pay: number
  cash: number
  reason: string
  /** Absent: the user neither asked for it nor hosts the match that was cancelled or had started; or the money came too late. */
  withdrawnAt?: string
  /** What the gateway had given back before. */
  before: number
  /** Taken from this refund, because the orders that stay no longer reach the coupon's minTotal. */
  clawback?: number
  /** Of orderIds, those whose match another host cancelled: the buyer loses nothing of the coupon for them. */
  excused?: readonly string[]
  startedAt: string
}

/** Won that a gateway has captured, and that it has given back. */
export interface GatewayAmounts {
  captured: number
  refunded: number
}

export interface ReviewItem {
  reason: string
  at: string
  /** What was stored when the review began. */
  stored?: GatewayAmounts
  /** What the gateway said; absent where its answer did not add up. */
  gateway?: GatewayAmounts
  /** Of the first edition: the decision, in the review itself. */
  resolution?: 'SETTLE' | 'RELEASE'
  note?: string
  by?: string
  request?: string
}

/** What an operator decided about one review. Decisions are appended and never changed. */
export interface DecisionItem {
  /** The review that it ends. */
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

export interface BillingItem {
  billingId: string
  userId: string
  status: State
  /** Every event of the machine so far, in order. */
  events: readonly string[]
  orders: readonly OrderItem[]
  /** Won. totalAmount = couponDiscount + cashAmount + payAmount. */
  totalAmount: number
  couponDiscount: number
  cashAmount: number
  payAmount: number
  couponId?: string
  /** Of the coupon, as far as the billing knows it. */
  couponMinTotal?: number
  /** The account that cash is of. */
  accountId?: string
  gateway?: GatewayName
  /** What the gateway captured, and what came back since: by the gateway, and in cash. */
  captured: number
  refundedPay: number
  refundedCash: number
  /** The part of refundedPay that came back in the gateway's console and that no cancelled order accounts for. */
  outside?: number
  /** The part of refundedPay that an operator gave back without the gateway. */
  byHand?: number
  /** The last attempt, and earlier ones that the gateway was asked to capture: their outcome may come late. */
  attempt?: AttemptItem
  claimed: readonly AttemptItem[]
  cancellation?: CancellationItem
  cancellations: readonly CancellationItem[]
  /** Why a person has to look: the last review. */
  review?: ReviewItem
  /** Every decision of a review so far, the oldest first. */
  decisions?: readonly DecisionItem[]
  /** When a webhook last led to a look-up at the gateway. */
  heardAt?: string
  /** What other modules keep for it, as `pk|sk`: seats, coupon, cash. */
  parts: readonly string[]
  /** Counted among what its user holds. Billings of the first edition are not. */
  counted?: true
  expiresAt: string
  /** The latest expiresAt that it may ever have, fixed when it is made. */
  payBy?: string
  /** The request that gave it up. */
  endedBy?: string
  createdAt: string
  /** The number of its changes, for the optimistic lock. */
  version: number
  listPk: string
  listSk: string
  /** When the reconciler has to look at it. */
  duePk?: string
  dueSk?: string
}

export const Billing = billing.item<BillingItem>()('BILLING', 'BILLING', (billingId: string) => billingId)

/** In the index `list`: a user's billings by creation. */
export const billingsOf = (userId: string): Partition<'billing', BillingItem> => billing.partition('BILLINGS', userId)
/** In the index `due`: billings under review, by the start of the review. */
export const reviews: Partition<'billing', BillingItem> = billing.partition('REVIEWS', 'OPEN')
/** In the index `due`: billings that the reconciler has to look at, by the time to do it. */
export const dueBillings: Partition<'billing', BillingItem> = billing.partition('DUE_BILLING', 'ALL')
/** Paid billings, to be compared with the gateway's account once more. Apart, so that they do not delay what is owed. */
export const settledBillings: Partition<'billing', BillingItem> = billing.partition('DUE_BILLING', 'SETTLED')
