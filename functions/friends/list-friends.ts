// Lists the caller's friendships by start, or the users whom the caller has blocked.

import { friendships } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.listFriends, async ({ user, query, page, read, cursor }) => {
  const { relation, blocked } = query
  const { items, next } = await friendships(read, user.userId, { relation, blocked: blocked === 'true' }, page)
  return { reply: { items: items.map(friendshipView), nextCursor: cursor(next) } }
})
