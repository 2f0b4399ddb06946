// Lists the caller's billings, newest first.

import { billings } from '#domain/billing/reads.ts'
import { billingView } from '#domain/billing/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listBillings, async ({ user, query, page, read, cursor }) => {
  const { items, next } = await billings(read, user.userId, { ...query, ...page })
  return { reply: { items: items.map(billingView), nextCursor: cursor(next) } }
})
