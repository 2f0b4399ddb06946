// Views of billings.

import type * as z from 'zod/mini'
import { clawedOf } from './clawback.ts'
import { decisionsOf } from './decisions.ts'
import type { BillingItem } from './items.ts'
import { lookAt, stuckSince } from './reads.ts'
import type { Billing, Review, StuckBilling, Topup } from './schema.ts'

const refundedOf = ({ refundedPay, refundedCash }: BillingItem): number => refundedPay + refundedCash

export const billingView = (item: BillingItem): z.input<typeof Billing> => ({
  billingId: item.billingId,
  userId: item.userId,
  status: item.status,
  orders: item.orders.map(({ orderId, matchId, price, plateNumber, status }) => ({
    orderId,
    matchId,
    price,
    parking: plateNumber === undefined ? null : { plateNumber },
    status,
  })),
  totalAmount: item.totalAmount,
  couponDiscount: item.couponDiscount,
  cashAmount: item.cashAmount,
  payAmount: item.payAmount,
  refundedAmount: refundedOf(item),
  couponClawback: clawedOf(item),
  gateway: item.gateway ?? null,
  expiresAt: item.expiresAt,
  createdAt: item.createdAt,
})

/** The gateway's record; reviews of earlier editions have its amounts only. */
const recordOf = ({ review }: BillingItem): z.input<typeof Review>['atGateway'] => {
  if (review?.record) return review.record
  return review?.gateway ? { ...review.gateway, paymentId: null, status: null, at: review.at } : null
}

export const stuckView = (item: BillingItem, username: string | null): z.input<typeof StuckBilling> => ({
  billingId: item.billingId,
  userId: item.userId,
  username,
  status: item.status,
  since: stuckSince(item),
  nextLookAt: lookAt(item),
  gateway: item.gateway ?? null,
  paymentId: item.attempt?.tid ?? null,
  payAmount: item.payAmount,
  captured: item.captured,
  refundedAmount: refundedOf(item),
})

export const topupView = (item: BillingItem): z.input<typeof Topup> => ({
  topupId: item.billingId,
  accountId: item.accountId ?? '',
  status: item.status,
  amount: item.payAmount,
  refundedAmount: refundedOf(item),
  gateway: item.gateway ?? null,
  expiresAt: item.expiresAt,
  createdAt: item.createdAt,
})

export const reviewView = (item: BillingItem): z.input<typeof Review> => ({
  billingId: item.billingId,
  userId: item.userId,
  reason: item.review?.reason ?? '',
  since: item.review?.at ?? item.createdAt,
  payAmount: item.payAmount,
  captured: item.captured,
  refundedAmount: refundedOf(item),
  gateway: item.gateway ?? null,
  stored: item.review?.stored ?? null,
  atGateway: recordOf(item),
  paymentId: item.attempt?.tid ?? null,
  decisions: decisionsOf(item).map(({ reason, since, resolution, note, by, at, stored, gateway }) => ({
    reason,
    since,
    resolution,
    note,
    by,
    at: at ?? null,
    stored: stored ?? null,
    atGateway: gateway ?? null,
  })),
})
