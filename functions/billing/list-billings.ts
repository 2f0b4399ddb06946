// The caller's billings, newest first.

import { billings } from '../../shared/domain/billing/reads.ts'
import { billingView } from '../../shared/domain/billing/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { billing } from './contract.ts'

export const handler = lambda(billing.listBillings, async ({ user, page, read, cursor }) => {
  const { items, next } = await billings(read, user.userId, page)
  return { reply: { items: items.map(billingView), nextCursor: cursor(next) } }
})
