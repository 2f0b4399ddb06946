// Deletes a group, with its members at once if a transaction can take them all; otherwise it is hidden first.

import { guard } from '#domain/friends/guards.ts'
import { group, membersAndGroup } from '#domain/friends/reads.ts'
import { dissolve, MEMBERS_AT_ONCE, markDeleted } from '#domain/friends/releases.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.deleteGroup, async ({ user, path, now, read, require }) => {
  const found = require(await group(read, user.userId, path.groupId), guard.groupExists(), guard.ordinary())
  if (found.memberCount > MEMBERS_AT_ONCE) return { writes: markDeleted(found, now), reply: undefined }
  const page = { limit: MEMBERS_AT_ONCE, after: undefined }
  const { members } = await membersAndGroup(read, user.userId, path.groupId, page)
  return { writes: dissolve(found, members.items, now), reply: undefined }
})
