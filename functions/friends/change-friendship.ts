// Changes the caller's choices for a friend; the friend's choices stay.

import { next } from '#domain/friends/edge.ts'
import { guard } from '#domain/friends/guards.ts'
import { edge } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { choose } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.changeFriendship, async ({ user, path, body, read, require }) => {
  const before = require(await edge(read, user.userId, path.userId), guard.friend())
  const after = next(before, body)
  return { writes: choose(before, after), reply: friendshipView(after) }
})
