// What is true of a billing and of what other modules keep for it.

import { Billing } from '#domain/billing/items.ts'
import type { CouponItem } from '#domain/coupons/item.ts'
import { isSeat, type SeatItem } from '#domain/matches/item.ts'
import { Hold } from '#domain/wallet/items.ts'
import type { Item, Stored } from '#kernel/data/condition.ts'
import { acrossPartitions, invariants, minus, plus, type Term } from '#kernel/data/invariants.ts'
import { idOf } from '#kernel/data/key.ts'

// Transitional, until both modules declare their items.
const Seat = {
  prefix: 'MATCH',
  many: true,
  is: (item: Item): item is Stored & SeatItem => isSeat(item),
}
const Coupon = {
  prefix: 'COUPONS',
  many: true,
  is: (item: Item): item is Stored & CouponItem =>
    String(item['pk']).startsWith('COUPONS#') && String(item['sk']).startsWith('COUPON#'),
}

const about = (part: string, billingId: string, isPaid: boolean): string =>
  `${part} of ${billingId}${isPaid ? ', paid' : ''}`

/** An item that is kept for a billing. */
const kept = (item: Stored, billingId: string | undefined, isPaid: boolean): Term[] =>
  billingId ? [{ about: about(idOf(item), billingId, isPaid), with: Billing.key(billingId) }] : []

export const invariant = invariants('payment', {
  parts: {
    says: 'The seats, the coupon and the held cash of a billing are stored as long as it has them, and are paid when it is.',
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
      minus(Hold, (hold) => kept(hold, hold.billingId, false)),
    ),
  },
})
