// The billings' part of an erasure: billings are kept, without the numbers of cars.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { change } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Billing, type BillingItem, type billing } from './items.ts'
import { billings } from './reads.ts'

/** In place of the number of a car: that a place was booked stays part of the billing. */
const ERASED_PLATE = '-'

const isBlank = ({ orders }: BillingItem): boolean =>
  orders.every(({ plateNumber }) => plateNumber === undefined || plateNumber === ERASED_PLATE)

export const traces = [trace(Billing, (item) => (isBlank(item) ? undefined : item.userId))]

export const erasure: ErasureOf<typeof billing> = {
  fates: {
    BILLING: 'kept: a record of payments; numbers of cars are erased',
    DAY_TOTAL: 'kept: sums of all users',
    BILLINGS: 'only in an index',
    TOPUPS: 'only in an index',
    REVIEWS: 'only in an index',
    DUE_BILLING: 'only in an index',
  },
  next: async ({ read }, { userId }) => {
    let after: Parameters<typeof billings>[2]['after']
    do {
      const { items, next } = await billings(read, userId, { limit: 100, after })
      const found = items.find((item) => !isBlank(item))
      if (found) return erase([blank(found)])
      after = next
    } while (after)
    return nothing
  },
}

const blank = (found: BillingItem) => {
  const orders = found.orders.map((order) =>
    order.plateNumber === undefined ? order : { ...order, plateNumber: ERASED_PLATE },
  )
  const { billingId, version } = found
  const set = { orders, version: version + 1 }
  return change('blank', Billing.key(billingId), { of: found, set }, guard.unchanged({ version }))
}
