// The billings that a person has to look at.

import { openReviews } from '../../shared/domain/billing/reads.ts'
import { reviewView } from '../../shared/domain/billing/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { billing } from './contract.ts'

export const handler = lambda(billing.listReviews, async ({ page, read, cursor }) => {
  const { items, next } = await openReviews(read, page)
  return { reply: { items: items.map(reviewView), nextCursor: cursor(next) } }
})
