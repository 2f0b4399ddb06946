// A user, as everybody sees them.

import { UserNotFound } from '../../shared/domain/users/problems.ts'
import { registered } from '../../shared/domain/users/reads.ts'
import { personView } from '../../shared/domain/users/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { users } from './contract.ts'

export const handler = lambda(users.getUser, async ({ path, read, refuse }) => {
  const { user, profile } = (await registered(read, path.userId)) ?? refuse(UserNotFound)
  return { reply: personView(user, profile) }
})
