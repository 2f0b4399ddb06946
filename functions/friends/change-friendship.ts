// Changes what the caller wants of a friend; the friend's side stays as it is.

import { next } from '#domain/friends/edge.ts'
import { edge } from '#domain/friends/reads.ts'
import { rule } from '#domain/friends/rules.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { choose } from '#domain/friends/writes.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.changeFriendship, async ({ user, path, body, read, given }) => {
  const before = given(await edge(read, user.userId, path.userId), rule.friend())
  const after = next(before, body)
  return { writes: choose(before, after), reply: friendshipView(after) }
})
