// Lists the caller's groups, the default group first.

import { groups } from '#domain/friends/reads.ts'
import { groupView } from '#domain/friends/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { addresses } from '#media/bucket.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.listGroups, async ({ user, page, now, read, cursor }) => {
  const { items, next } = await groups(read, user.userId, page)
  const addressOf = await addresses(now)
  return { reply: { items: items.map((group) => groupView(group, addressOf)), nextCursor: cursor(next) } }
})
