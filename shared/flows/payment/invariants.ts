// The invariants of billings across modules.

import { Billing } from '#domain/billing/items.ts'
import { Coupon } from '#domain/coupons/items.ts'
import { Holder, Seat } from '#domain/matches/items.ts'
import { Account, Entry, Hold } from '#domain/wallet/items.ts'
import type { Stored } from '#kernel/data/condition.ts'
import { acrossPartitions, coveredAcross, invariants, minus, plus, type Term } from '#kernel/data/invariants.ts'
import { idOf } from '#kernel/data/key.ts'

const about = (part: string, billingId: string, isPaid: boolean): string =>
  `${part} of ${billingId}${isPaid ? ', paid' : ''}`

/** An item of a billing in another module. */
const kept = (item: Stored<object>, billingId: string | undefined, isPaid: boolean): Term[] =>
  billingId ? [{ about: about(idOf(item), billingId, isPaid), with: Billing.key(billingId) }] : []

/** The events that credit a top-up. */
const CREDITING: readonly string[] = ['capture', 'recapture', 'settled']

export const invariant = invariants('payment', {
  listedBillings: {
    says: 'An unpaid billing is listed among the unpaid billings of its user.',
    audit: coveredAcross(
      plus(Billing, ({ billingId, userId, status, expiresAt, counted }, now) => {
        const isWaiting = counted && (status === 'READY' || status === 'PAYING') && expiresAt > now
        return isWaiting ? [{ about: `${billingId} of ${userId}`, with: Holder.key(userId) }] : []
      }),
      minus(Holder, ({ billings, userId }) =>
        billings.map(({ id }) => ({ about: `${id} of ${userId}`, with: Billing.key(id) })),
      ),
    ),
  },
  toppedUp: {
    says: 'A captured top-up is credited to its account exactly once, and each refund of it is debited exactly once.',
    audit: acrossPartitions(
      plus(Billing, ({ billingId, topup, accountId = '', payAmount, events, cancellations }) => {
        const at = { with: Account.key(accountId) }
        const isCredited = topup && events.some((event) => CREDITING.includes(event))
        return [
          ...(isCredited ? [{ about: `${payAmount} of ${billingId}`, ...at }] : []),
          ...cancellations.flatMap(({ no, held }) =>
            held === undefined ? [] : [{ about: `${held} back of ${billingId}, ${no}`, ...at }],
          ),
        ]
      }),
      minus(Entry, ({ type, amount, billingId = '', cancellation }) => {
        const at = { with: Billing.key(billingId) }
        if (type === 'TOPUP') return [{ about: `${amount} of ${billingId}`, ...at }]
        return type === 'TOPUP_CANCEL' ? [{ about: `${amount} back of ${billingId}, ${cancellation}`, ...at }] : []
      }),
    ),
  },
  parts: {
    says: 'The seats, the coupon and the cash hold of a billing are stored while the billing has them, and are paid when the billing is paid.',
    audit: acrossPartitions(
      plus(Billing, ({ billingId, parts, orders }) => {
        const isPaid = orders.some(({ status }) => status === 'PAID')
        return parts.map((part) => ({
          about: about(part, billingId, isPaid),
          with: { pk: part.slice(0, part.indexOf('|')) },
        }))
      }),
      minus(Seat, (seat) => kept(seat, seat.billingId, seat.status === 'CONFIRMED')),
      minus(Coupon, (coupon) => kept(coupon, coupon.billingId, coupon.status === 'USED')),
      minus(Hold, (hold) => (hold.isPayout ? [] : kept(hold, hold.billingId, false))),
    ),
  },
})
