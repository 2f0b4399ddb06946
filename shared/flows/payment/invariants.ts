// What is true of billings together with what other modules keep for them.

import { Billing } from '#domain/billing/item.ts'
import { Holder } from '#domain/matches/items.ts'
import { coveredAcross, invariants, minus, plus } from '#kernel/data/invariants.ts'

export const invariant = invariants('payment', {
  listedBillings: {
    says: "A billing that waits for payment is listed among its user's unpaid billings.",
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
})
