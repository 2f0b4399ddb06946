// A billing or a top-up as operators see it, with its history.

import type * as z from 'zod/mini'
import type { BillingItem } from '#domain/billing/items.ts'
import { lookAt } from '#domain/billing/reads.ts'
import { expectedRefund } from '#domain/billing/refunds.ts'
import { cancellationsOf, storedAttempts, timelineOf } from '#domain/billing/timeline.ts'
import { reviewView } from '#domain/billing/views.ts'
import { matchesOf } from '#domain/matches/reads.ts'
import type { Read } from '#kernel/commit/store.ts'
import { foundUser, memberView } from './members.ts'
import type { InspectedBilling } from './schema.ts'
import { matchLine } from './seats.ts'

export const inspectBilling = async (
  read: Read<'billing' | 'matches' | 'users'>,
  item: BillingItem,
): Promise<z.input<typeof InspectedBilling>> => {
  const { billingId, userId, orders } = item
  const [user, matches] = await Promise.all([
    foundUser(read, userId),
    matchesOf(
      read,
      orders.map(({ matchId }) => matchId),
    ),
  ])
  return {
    billingId,
    kind: item.topup ? 'TOPUP' : 'BILLING',
    status: item.status,
    user: memberView(userId, user),
    accountId: item.accountId ?? null,
    couponId: item.couponId ?? null,
    gateway: item.gateway ?? null,
    totalAmount: item.totalAmount,
    couponDiscount: item.couponDiscount,
    cashAmount: item.cashAmount,
    payAmount: item.payAmount,
    captured: item.captured,
    refundedPay: item.refundedPay,
    refundedCash: item.refundedCash,
    leftAtGateway: leftAtGateway(item),
    createdAt: item.createdAt,
    expiresAt: item.expiresAt,
    nextLookAt: item.duePk && item.status !== 'REVIEW' ? lookAt(item) : null,
    orders: orders.map(({ orderId, matchId, price, plateNumber, status, share }, at) => ({
      orderId,
      matchId,
      price,
      status,
      plateNumber: plateNumber ?? null,
      share: { coupon: share.coupon, cash: share.cash, pay: share.pay },
      match: matchLine(matches[at]),
    })),
    attempts: storedAttempts(item).map(({ no, startedAt, expiresAt, tid, claimedAt }) => ({
      attempt: no,
      startedAt,
      expiresAt,
      paymentId: tid ?? null,
      claimedAt: claimedAt ?? null,
    })),
    cancellations: cancellationsOf(item).map((one) => ({
      orderIds: [...one.orderIds],
      pay: one.pay,
      cash: one.cash,
      clawback: one.clawback ?? 0,
      reason: one.reason,
      startedAt: one.startedAt,
      open: one === item.cancellation,
    })),
    review: item.review ? reviewView(item) : null,
    timeline: timelineOf(item).map(({ at, event, from, to, call }) => ({
      at: at ?? null,
      event,
      from,
      to,
      call: call ? { ...call, paymentId: call.paymentId ?? null } : null,
    })),
  }
}

/** What an operator refunds at the gateway: money captured beyond the billing, and refunds that were decided without the gateway. */
const leftAtGateway = (item: BillingItem): number => {
  const { status, review, captured, byHand = 0 } = item
  const found = review?.record ?? review?.gateway
  if (status === 'REVIEW' || !found) return 0
  const refundedThere = Math.max(0, found.refunded - expectedRefund(item))
  return Math.max(0, found.captured - captured + byHand - refundedThere)
}
