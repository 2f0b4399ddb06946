// The caller's groups, the default one first.

import { groups } from '../../shared/domain/friends/reads.ts'
import { groupView } from '../../shared/domain/friends/views.ts'
import { addresses } from '../../shared/kernel/bucket.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.listGroups, async ({ user, page, now, read, cursor }) => {
  const { items, next } = await groups(read, user.userId, page)
  const addressOf = await addresses(now)
  return { reply: { items: items.map((group) => groupView(group, addressOf)), nextCursor: cursor(next) } }
})
