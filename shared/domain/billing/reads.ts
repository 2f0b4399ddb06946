// Reads of billings.

import { due } from '#kernel/commit/due.ts'
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

/** Oldest first. */
export const openReviews = (read: Reader, page: PageAsked): Promise<Page<BillingItem>> =>
  read.list({ partition: reviews, index: 'due', from: ' ', to: LAST, ...page })

const AT_ONCE = 1000
const COMPARED_AT_ONCE = 100

/** The billings due for the reconciler, oldest first. */
export const overdue = (read: Reader, now: string): Promise<readonly BillingItem[]> =>
  due(read, dueBillings, { until: now, limit: AT_ONCE })

/** The paid billings due for a comparison with the gateway. */
export const uncompared = (read: Reader, now: string): Promise<readonly BillingItem[]> =>
  due(read, settledBillings, { until: now, limit: COMPARED_AT_ONCE })
