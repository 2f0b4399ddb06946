// What must be true of billings, in order of precedence.

import { absent, atLeast, atMost, both, earlier, either, equals, exists, later } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { acrossPartitions, inPartition, rules } from '#kernel/data/rules.ts'
import { isEarned } from './clawback.ts'
import { type BillingItem, billingKey } from './item.ts'
import { type Event, play, statesTaking } from './machine.ts'
import { BillingNotFound, BillingState, OwnBilling } from './problems.ts'

const billingIn = (items: readonly object[]): BillingItem | undefined =>
  (items as readonly { sk: string }[]).find(({ sk }) => sk === 'BILLING') as unknown as BillingItem | undefined

/** Asks of a billing; a partition without one breaks `exists` alone. */
const billingAudit = (keeps: (billing: BillingItem) => boolean) =>
  inPartition('BILLING', ({ items }) => {
    const billing = billingIn(items)
    return !billing?.userId || keeps(billing)
  })

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Whether what was captured and what came back are what the orders say. */
const addsUp = ({ status, orders, captured, payAmount, events, ...back }: BillingItem): boolean => {
  const { refundedPay, refundedCash, outside = 0 } = back
  const cancelled = orders.filter((order) => order.status === 'CANCELLED')
  switch (status) {
    case 'SUCCESS':
    case 'PARTIALLY_CANCELLED':
      return (
        captured === payAmount &&
        refundedPay === sum(cancelled.map(({ share }) => share.pay)) + outside &&
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
      // Under way, or in an operator's hands.
      return captured >= refundedPay || events.includes('mismatch')
  }
}

/** Whether the coupon still discounts what it may, since the buyer's last cancellation. */
const keepsCoupon = (billing: BillingItem): boolean => {
  const last = billing.cancellations.findLast(({ withdrawnAt }) => withdrawnAt !== undefined)
  return !last || isEarned(billing, last)
}

/** What other modules keep for a billing while it is alive; each names the billing, and whether it is paid. */
const PART = /^(SEAT|COUPON|HOLD)#/
const PAID = ['CONFIRMED', 'USED']

export const rule = rules('billing', {
  exists: {
    says: 'Only a billing that was made is paid or cancelled.',
    guard: () => exists('userId'),
    fails: BillingNotFound,
    audit: inPartition('BILLING', ({ items }) => billingIn(items)?.userId !== undefined),
  },
  owned: {
    says: 'A billing is paid and cancelled by its user alone.',
    guard: (userId: string) => equals('userId', userId),
    fails: Forbidden,
    audit: billingAudit(({ userId, askedBy = userId }) => askedBy === userId),
  },
  impartial: {
    says: 'An operator does not decide about a billing of their own.',
    guard: (by: string) => either(earlier('userId', by), later('userId', by)),
    fails: OwnBilling,
    audit: billingAudit(({ userId, decisions = [] }) => decisions.every(({ by, at }) => !at || by !== userId)),
  },
  state: {
    says: 'A billing changes state only as its machine allows.',
    guard: (event: Event) => {
      const from = statesTaking(event)
      return from.length > 0
        ? either(...from.map((state) => equals('status', state)))
        : equals('status', `a state that takes ${event}`)
    },
    fails: BillingState,
    audit: billingAudit(({ status, events }) => play(events) === status),
  },
  unexpired: {
    says: 'A billing is paid and confirmed only before it expires.',
    guard: (now: string) => later('expiresAt', now),
    fails: BillingState,
    audit: billingAudit(({ usedAt = '', usedBefore = '~' }) => usedAt < usedBefore),
  },
  fixedTime: {
    says: 'The time of a billing is fixed when it is made: no payment that is begun makes it longer.',
    expects: (expiresAt: string) => either(absent('payBy'), atLeast('payBy', expiresAt)),
    audit: billingAudit(({ expiresAt, payBy = expiresAt }) => expiresAt <= payBy),
  },
  rarelyHeard: {
    says: 'Webhooks have a payment looked up at most once in ten seconds.',
    expects: (before: string) => either(absent('heardAt'), atMost('heardAt', before)),
    audit: billingAudit(
      ({ heardAt = '', heardBefore }) => !heardBefore || Date.parse(heardAt) - Date.parse(heardBefore) >= 10_000,
    ),
  },
  couponEarned: {
    says: 'What a coupon discounts reaches its minTotal after a cancellation by the buyer, or its share is withheld.',
    expects: (standing: number) => either(absent('couponMinTotal'), atMost('couponMinTotal', standing)),
    audit: billingAudit(keepsCoupon),
  },
  asRead: {
    says: 'A billing changes only from the state that was read: of two who claim it, one loses.',
    expects: (version: number) => equals('version', version),
    audit: billingAudit(({ version, changes }) => version === changes),
  },
  expired: {
    says: 'A billing expires once its time has run out and not before.',
    expects: (now: string) => atMost('expiresAt', now),
    audit: billingAudit(({ events, expiresAt, endedAt = '' }) => !events.includes('expire') || endedAt >= expiresAt),
  },
  amounts: {
    says: 'totalAmount = couponDiscount + cashAmount + payAmount = the sum of the orders; of no source more comes back than it paid.',
    expects: (mostPay: number, mostCash: number) =>
      both(atMost('refundedPay', mostPay), atMost('refundedCash', mostCash)),
    audit: billingAudit(({ totalAmount, orders, ...paid }) => {
      const parts = paid.couponDiscount + paid.cashAmount + paid.payAmount
      const whole = totalAmount === parts && totalAmount === sum(orders.map(({ price }) => price))
      return whole && paid.refundedPay <= paid.payAmount && paid.refundedCash <= paid.cashAmount
    }),
  },
  captured: {
    says: 'Money that a gateway captured is kept for what it pays, or comes back: once, whatever crashes.',
    expects: () => equals('captured', 0),
    audit: billingAudit(addsUp),
  },
  together: {
    says: 'The seats, the coupon and the cash of a billing change together with it.',
    together: (...parts: Key[]) => parts,
    audit: acrossPartitions((item) => {
      const { pk, sk, billingId, status } = item as { pk: string; sk: string; billingId?: string; status?: string }
      if (sk === 'BILLING') {
        const { parts = [], orders = [] } = item as unknown as BillingItem
        const isPaid = orders.some((order) => order.status === 'PAID')
        return parts.map((part) => ({
          about: `${part} of ${pk}${isPaid ? ', paid' : ''}`,
          side: 1,
          with: part.slice(0, part.indexOf('|')),
        }))
      }
      if (!billingId || !PART.test(sk)) return []
      const owner = billingKey(billingId).pk
      return [{ about: `${pk}|${sk} of ${owner}${PAID.includes(status ?? '') ? ', paid' : ''}`, side: -1, with: owner }]
    }),
  },
})
