// One of the caller's groups.

import { group } from '../../shared/domain/friends/reads.ts'
import { rule } from '../../shared/domain/friends/rules.ts'
import { groupView } from '../../shared/domain/friends/views.ts'
import { addresses } from '../../shared/kernel/bucket.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.getGroup, async ({ user, path, now, read, given }) => {
  const found = given(await group(read, user.userId, path.groupId), rule.groupExists())
  return { reply: groupView(found, await addresses(now)) }
})
