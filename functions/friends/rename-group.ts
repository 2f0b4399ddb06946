// Renames a group; its old name is free then.

import { DEFAULT_GROUP_NAME } from '../../shared/domain/friends/item.ts'
import { GroupNameTaken } from '../../shared/domain/friends/problems.ts'
import { group } from '../../shared/domain/friends/reads.ts'
import { rule } from '../../shared/domain/friends/rules.ts'
import { groupView } from '../../shared/domain/friends/views.ts'
import { rename } from '../../shared/domain/friends/writes.ts'
import { addresses } from '../../shared/kernel/bucket.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.renameGroup, async ({ user, path, body, now, read, given, refuse }) => {
  const before = given(await group(read, user.userId, path.groupId), rule.groupExists(), rule.ordinary())
  if (body.groupName === DEFAULT_GROUP_NAME) refuse(GroupNameTaken)
  return { writes: rename(before, body.groupName), reply: groupView({ ...before, ...body }, await addresses(now)) }
})
