// Reads of billings.

import { due, dueByQueue } from '#kernel/commit/due.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { after } from '#kernel/data/time.ts'
import { Billing, type BillingItem, billingsOf, dueBillings, reviews, settledBillings } from './items.ts'
import type { State } from './schema.ts'
import { LOOK_AFTER_MS } from './writes.ts'

type Reader = Read<'billing'>

export const billing = (read: Reader, billingId: string): Promise<BillingItem | undefined> =>
  read.get(Billing.key(billingId))

/** Filters of a list of billings. Times are of their creation, inclusive, ISO 8601. */
interface Filter {
  readonly status?: State
  readonly from?: string
  readonly to?: string
}

/** Newest first. */
export const billings = (
  read: Reader,
  userId: string,
  { status, from = ' ', to = LAST, ...page }: Filter & PageAsked,
): Promise<Page<BillingItem>> =>
  read.list({
    ...{ partition: billingsOf(userId), index: 'list', from, to: `${to}#${LAST}`, descending: true, ...page },
    ...(status ? { where: Billing.on.equals('status', status) } : {}),
  })

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

/** Longer than the reconciler needs while a gateway answers; the alarm ReconcilerLag has the same limit. */
const STUCK_MS = 5 * 60_000

/** When the reconciler looks at a billing next. */
export const lookAt = ({ dueSk = '', expiresAt }: BillingItem): string => dueSk.split('#')[0] || expiresAt

/** Since when a gateway leaves the billing open. In other states, the reconciler itself may be late. */
export const stuckSince = (item: BillingItem): string => {
  const { status, attempt, cancellation } = item
  if (status === 'APPROVING' && attempt) return attempt.claimedAt ?? attempt.startedAt
  if (status === 'CANCELLING' && cancellation) return cancellation.startedAt
  return lookAt(item)
}

/** By queue, in the order in which the reconciler takes them. */
export const stuckBillings = (read: Reader, now: string, page: PageAsked): Promise<Page<BillingItem>> => {
  const before = after(now, -STUCK_MS)
  const keep = async (items: readonly BillingItem[]) => items.filter((item) => stuckSince(item) <= before)
  // A billing that waits for its gateway is due within a minute, so unpaid ones that expire later are not read.
  return dueByQueue(read, dueBillings, { ...page, keep, until: after(now, 2 * LOOK_AFTER_MS) })
}
