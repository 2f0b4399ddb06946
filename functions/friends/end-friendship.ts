// Ends the caller's friendship and removes the friend from the caller's groups.

import { turned } from '#domain/friends/edge.ts'
import { guard } from '#domain/friends/guards.ts'
import { pairAndRoot } from '#domain/friends/reads.ts'
import { relate } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.endFriendship, async ({ user, path, now, read, require }) => {
  const { root, before } = await pairAndRoot(read, user.userId, path.userId)
  require(before.mine, guard.friend())
  const after = turned(before, { added: false }, now)
  return { writes: relate({ root, before, after, now }, guard.friend()), reply: undefined }
})
