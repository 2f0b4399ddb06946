// Lists the caller's top-ups, newest first.

import { topupsOf } from '#domain/billing/items.ts'
import { topupView } from '#domain/billing/views.ts'
import { LAST } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.listTopups, async ({ user, page, read, cursor }) => {
  const all = { partition: topupsOf(user.userId), index: 'list', from: ' ', to: LAST, descending: true } as const
  const { items, next } = await read.list({ ...all, ...page })
  return { reply: { items: items.map(topupView), nextCursor: cursor(next) } }
})
