// Lists the billings under review.

import { openReviews } from '#domain/billing/reads.ts'
import { reviewView } from '#domain/billing/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listReviews, async ({ page, read, cursor }) => {
  const { items, next } = await openReviews(read, page)
  return { reply: { items: items.map(reviewView), nextCursor: cursor(next) } }
})
