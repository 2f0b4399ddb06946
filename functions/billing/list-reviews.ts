// Lists the billings under review.

import { openReviews } from '#domain/billing/reads.ts'
import { reviewView } from '#domain/billing/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listReviews, async ({ user, page, read, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { items, next } = await openReviews(read, page)
  return { reply: { items: items.map(reviewView), nextCursor: cursor(next) } }
})
