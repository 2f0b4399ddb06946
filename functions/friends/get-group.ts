// Returns one of the caller's groups.

import { guard } from '#domain/friends/guards.ts'
import { group } from '#domain/friends/reads.ts'
import { groupView } from '#domain/friends/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { addresses } from '#media/bucket.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.getGroup, async ({ user, path, now, read, require }) => {
  const found = require(await group(read, user.userId, path.groupId), guard.groupExists())
  return { reply: groupView(found, await addresses(now)) }
})
