// Lists the billings that have waited too long for a gateway or the reconciler.

import { stuckBillings } from '#domain/billing/reads.ts'
import { stuckView } from '#domain/billing/views.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { usernamesOf } from '#domain/users/reads.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listStuckBillings, async ({ user, page, read, now, id, cursor }) => {
  const { items, next } = await stuckBillings(read, now, page)
  const names = await usernamesOf(
    read,
    items.map(({ userId }) => userId),
  )
  return {
    writes: [
      recordRead(id('action'), { by: user.userId, what: 'ops.stuck-billings.read', subject: 'billings' }, now),
      asOperator(user),
    ],
    reply: { items: items.map((item, at) => stuckView(item, names[at] ?? null)), nextCursor: cursor(next) },
  }
})
