// Renames a group and frees its old name.

import { guard } from '#domain/friends/guards.ts'
import { DEFAULT_GROUP_NAME } from '#domain/friends/items.ts'
import { GroupNameTaken } from '#domain/friends/problems.ts'
import { group } from '#domain/friends/reads.ts'
import { groupView } from '#domain/friends/views.ts'
import { rename } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { addresses } from '#media/bucket.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.renameGroup, async ({ user, path, body, now, read, require, refuse }) => {
  const before = require(await group(read, user.userId, path.groupId), guard.groupExists(), guard.ordinary())
  if (body.groupName === DEFAULT_GROUP_NAME) refuse(GroupNameTaken)
  const { writes, after } = rename(before, body.groupName)
  return { writes, reply: groupView(after, await addresses(now)) }
})
