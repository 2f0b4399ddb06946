// The caller's groups, the default one first.

import { groups } from '../../shared/domain/friends/reads.ts'
import { groupView } from '../../shared/domain/friends/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.listGroups, async ({ user, page, read, cursor }) => {
  const { items, next } = await groups(read, user.userId, page)
  return { reply: { items: items.map(groupView), nextCursor: cursor(next) } }
})
