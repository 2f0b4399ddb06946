// Views of billings.

import type * as z from 'zod/mini'
import { clawedOf } from './clawback.ts'
import { decisionsOf } from './decisions.ts'
import type { BillingItem } from './items.ts'
import type { Billing, Review, Topup } from './schema.ts'

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
  atGateway: item.review?.gateway ?? null,
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
