// Lists what happened and concerns the caller.

import { notifications } from '#domain/events/reads.ts'
import { notificationView } from '#domain/events/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.listNotifications, async ({ user, query, page, read, cursor }) => {
  const { after = 0, order = 'asc' } = query
  const found = await notifications(read, user.userId, { after, descending: order === 'desc', page })
  const items = found.items.map((one) => notificationView(one, found.readUpTo))
  return { reply: { items, nextCursor: cursor(found.next) } }
})
