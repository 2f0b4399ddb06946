// Reads of billings.

import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { Billing, type BillingItem, billingsOf, dueBillings, reviews, settledBillings } from './items.ts'

type Reader = Read<'billing'>

export const billing = (read: Reader, billingId: string): Promise<BillingItem | undefined> =>
  read.get(Billing.key(billingId))

/** Newest first. */
export const billings = (read: Reader, userId: string, page: PageAsked): Promise<Page<BillingItem>> =>
  read.list({ partition: billingsOf(userId), index: 'list', from: ' ', to: LAST, descending: true, ...page })

/** The longest waiting first. */
export const openReviews = (read: Reader, page: PageAsked): Promise<Page<BillingItem>> =>
  read.list({ partition: reviews, index: 'due', from: ' ', to: LAST, ...page })

const AT_ONCE = 1000
const COMPARED_AT_ONCE = 100

/** The billings due for the reconciler, oldest first. */
export const overdue = async (read: Reader, now: string): Promise<readonly BillingItem[]> => {
  const page = { limit: AT_ONCE, after: undefined }
  const { items } = await read.list({ partition: dueBillings, index: 'due', from: ' ', to: `${now}#${LAST}`, ...page })
  return items
}

/** The paid billings due for a comparison with the gateway. */
export const uncompared = async (read: Reader, now: string): Promise<readonly BillingItem[]> => {
  const page = { limit: COMPARED_AT_ONCE, after: undefined }
  const { items } = await read.list({
    partition: settledBillings,
    index: 'due',
    from: ' ',
    to: `${now}#${LAST}`,
    ...page,
  })
  return items
}
