// The caller, as they see themselves.

import { self } from '../../shared/domain/users/reads.ts'
import { userView } from '../../shared/domain/users/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { users } from './contract.ts'

export const handler = lambda(users.getMe, async ({ user, read }) => {
  const me = await self(read, user)
  return { reply: userView(me.user, me.profile) }
})
