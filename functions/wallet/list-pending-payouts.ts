// Lists the payouts that wait for an operator, oldest first.

import { pendingPayouts } from '#domain/wallet/items.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listPendingPayouts, async ({ page, read, cursor }) => {
  const { items, next } = await read.list({ ...pendingPayouts, index: 'due', ...page })
  return { reply: { items: items.map(payoutView), nextCursor: cursor(next) } }
})
