// Lists the caller's friendships by start, or the users whom the caller has blocked.

import { friendships } from '#domain/friends/reads.ts'
import { namedFriendships } from '#flows/friendship/names.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.listFriends, async ({ user, query, page, language, read, cursor }) => {
  const { relation, blocked } = query
  const { items, next } = await friendships(read, user.userId, { relation, blocked: blocked === 'true' }, page)
  return { reply: { items: await namedFriendships(read, items, language), nextCursor: cursor(next) } }
})
