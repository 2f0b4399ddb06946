// Lists the billings that have waited too long for a gateway or the reconciler.

import { stuckBillings } from '#domain/billing/reads.ts'
import { stuckView } from '#domain/billing/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listStuckBillings, async ({ user, page, read, now, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { items, next } = await stuckBillings(read, now, page)
  return { reply: { items: items.map(stuckView), nextCursor: cursor(next) } }
})
