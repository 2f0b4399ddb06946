// Deletes a group: with its members at once, or, where they are too many for a transaction, out of sight.

import { group, membersAndGroup } from '#domain/friends/reads.ts'
import { bury, dissolve, MEMBERS_AT_ONCE } from '#domain/friends/releases.ts'
import { rule } from '#domain/friends/rules.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.deleteGroup, async ({ user, path, now, read, require }) => {
  const found = require(await group(read, user.userId, path.groupId), rule.groupExists(), rule.ordinary())
  if (found.memberCount > MEMBERS_AT_ONCE) return { writes: bury(found, now), reply: undefined }
  const page = { limit: MEMBERS_AT_ONCE, after: undefined }
  const { members } = await membersAndGroup(read, user.userId, path.groupId, page)
  return { writes: dissolve(found, members.items, now), reply: undefined }
})
