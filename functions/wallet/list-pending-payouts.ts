// Lists the payouts that wait for an operator, oldest first.

import { recordRead } from '#domain/ops/writes.ts'
import { waitingPayouts } from '#domain/wallet/reads.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listPendingPayouts, async ({ user, page, now, id, read, cursor }) => {
  const { items, next } = await waitingPayouts(read, page)
  return {
    writes: [recordRead(id('action'), { by: user.userId, what: 'ops.payouts.read', subject: 'payouts' }, now)],
    reply: { items: items.map(payoutView), nextCursor: cursor(next) },
  }
})
