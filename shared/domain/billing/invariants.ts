// The invariants of billings, each with the audit that proves it on stored data.

import { acrossPartitions, each, invariants, minus, plus, rooted, type Term } from '#kernel/data/invariants.ts'
import type { Key } from '#kernel/data/key.ts'
import { isEarned } from './clawback.ts'
import { isTold } from './events.ts'
import { Billing, type BillingItem, DayTotal, type DayTotalItem } from './items.ts'
import { play } from './machine.ts'
import { sum } from './shares.ts'

/** The maximum difference between the clocks of the auditor and of the process that expired the billing. */
const CLOCKS_MS = 10_000

/** Whether captured and refunded amounts match the orders. */
const addsUp = (billing: BillingItem): boolean => {
  const { status, orders, captured, payAmount, refundedPay, refundedCash, outside = 0, topup } = billing
  const cancelled = orders.filter((order) => order.status === 'CANCELLED')
  switch (status) {
    case 'SUCCESS':
    case 'PARTIALLY_CANCELLED':
      return (
        captured === payAmount &&
        refundedPay ===
          sum(topup ? billing.cancellations.map(({ pay }) => pay) : cancelled.map(({ share }) => share.pay)) +
            outside &&
        outside >= 0 &&
        refundedCash === sum(cancelled.map(({ share }) => share.cash))
      )
    case 'READY':
    case 'PAYING':
    case 'APPROVING':
      return captured === 0 && refundedPay === 0 && refundedCash === 0
    case 'CANCELLED':
    case 'EXPIRED':
      return captured === refundedPay
    default:
      // A refund is in progress, or an operator decides.
      return captured >= refundedPay || billing.events.includes('mismatch')
  }
}

/** Whether the coupon is still entitled to its discount after the buyer's last cancellation. */
const keepsCoupon = (billing: BillingItem): boolean => {
  const last = billing.cancellations.findLast(({ withdrawnAt }) => withdrawnAt !== undefined)
  return !last || isEarned(billing, last)
}

/** Both amounts of a day's stripe. @param other the partition with the other side */
const moneyOf = ({ day, stripe, captured, refunded }: DayTotalItem, other: Pick<Key, 'pk'>): Term[] => [
  { about: `captured on ${day} in ${stripe}`, count: captured, with: other },
  { about: `refunded on ${day} in ${stripe}`, count: refunded, with: other },
]

export const invariant = invariants('billing', {
  made: {
    says: 'Only a billing that was created is paid or cancelled.',
    audit: rooted(Billing, 'userId'),
  },
  impartial: {
    says: 'No operator decides on their own billing.',
    // Decisions of the first edition have no time and are exempt.
    audit: each(Billing, ({ userId, decisions = [] }) => decisions.every(({ by, at }) => !at || by !== userId)),
  },
  machine: {
    says: 'A billing changes its state only by a transition of the billing state machine.',
    audit: each(Billing, ({ status, events }) => play(events) === status),
  },
  announced: {
    says: 'The creation of a billing, and each step that concerns its user, has its event.',
    audit: each(Billing, ({ announced, events, eventSeq = 0 }) => {
      const told = events.filter((event) => isTold(event)).length
      return announced ? eventSeq === told + 1 : eventSeq <= told
    }),
  },
  begunInTime: {
    says: 'A payment starts only before its billing expires.',
    audit: each(Billing, ({ attempt, expiresAt }) => !attempt || attempt.startedAt < expiresAt),
  },
  fixedEnd: {
    says: 'The expiry of a billing is set when it is created; starting a payment never extends it.',
    audit: each(Billing, ({ expiresAt, payBy = expiresAt }) => expiresAt <= payBy),
  },
  couponEarned: {
    says: 'After a partial cancellation by the buyer, the discounted orders reach the minTotal of the coupon, or the refund is reduced by the discount of the orders that stay.',
    audit: each(Billing, keepsCoupon),
  },
  expired: {
    says: 'A billing expires only after its expiry time.',
    audit: each(Billing, ({ status, expiresAt }, now) => {
      const isOver = Date.parse(expiresAt) <= Date.parse(now) + CLOCKS_MS
      return status !== 'EXPIRED' || isOver
    }),
  },
  amounts: {
    says: 'totalAmount = couponDiscount + cashAmount + payAmount = the sum of the orders; no source is refunded more than it paid.',
    audit: each(Billing, ({ totalAmount, orders, topup, ...paid }) => {
      const parts = paid.couponDiscount + paid.cashAmount + paid.payAmount
      const whole = totalAmount === parts && (topup || totalAmount === sum(orders.map(({ price }) => price)))
      return whole && paid.refundedPay <= paid.payAmount && paid.refundedCash <= paid.cashAmount
    }),
  },
  captured: {
    says: 'Money that a gateway captured pays for its orders or is refunded, exactly once, even after a crash.',
    audit: each(Billing, addsUp),
  },
  byDay: {
    says: 'The amounts of a billing by day sum to what was captured and refunded.',
    audit: each(
      Billing,
      ({ byDay, captured, refundedPay }) =>
        !byDay ||
        (sum(byDay.map((day) => day.captured)) === captured && sum(byDay.map((day) => day.refunded)) === refundedPay),
    ),
  },
  dayTotals: {
    says: 'The total of a day counts each amount that a gateway captured or refunded on that day exactly once.',
    audit: acrossPartitions(
      plus(Billing, ({ byDay = [] }) =>
        byDay.flatMap(({ stripe, ...money }) =>
          stripe === undefined ? [] : moneyOf({ ...money, stripe }, DayTotal.key(money.day, stripe)),
        ),
      ),
      // A total cannot name the billings that it counts.
      minus(DayTotal, (total) => moneyOf(total, DayTotal.key(total.day, total.stripe))),
    ),
  },
})
