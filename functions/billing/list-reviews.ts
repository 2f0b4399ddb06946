// Lists the billings under review.

import { openReviews } from '#domain/billing/reads.ts'
import { reviewView } from '#domain/billing/views.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { usernamesOf } from '#domain/users/reads.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listReviews, async ({ user, page, now, id, read, cursor }) => {
  const { items, next } = await openReviews(read, page)
  const names = await usernamesOf(
    read,
    items.map(({ userId }) => userId),
  )
  return {
    writes: [
      recordRead(id('action'), { by: user.userId, what: 'ops.reviews.read', subject: 'reviews' }, now),
      asOperator(user),
    ],
    reply: {
      items: items.map((item, at) => ({ ...reviewView(item), username: names[at] ?? null })),
      nextCursor: cursor(next),
    },
  }
})
