// Changes the caller: names, email and password, all of it or nothing.

import { hashPassword, isPassword } from '../../shared/domain/users/passwords.ts'
import { WrongPassword } from '../../shared/domain/users/problems.ts'
import { selfInSession } from '../../shared/domain/users/reads.ts'
import { userView } from '../../shared/domain/users/views.ts'
import { change, keepSession, rename } from '../../shared/domain/users/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { users } from './contract.ts'

export const handler = lambda(users.updateMe, async ({ user: caller, body, random, read, refuse }) => {
  const { user, profile, session } = await selfInSession(read, caller)
  const { email = user.email, password, currentPassword } = body
  const { firstName = profile.firstName, lastName = profile.lastName } = body
  if (password !== undefined) {
    const right = currentPassword !== undefined && (await isPassword(body, currentPassword, user.passwordHash))
    if (!right) refuse(WrongPassword)
  }
  const passwordHash = password === undefined ? undefined : await hashPassword(body, password, random)
  const renames = rename(profile, { firstName, lastName })
  return {
    writes: [
      ...change(user, { email, passwordHash, renamed: renames.length > 0 }),
      ...(passwordHash === undefined ? [] : keepSession(user, session)),
      ...renames,
    ],
    reply: userView({ ...user, email }, { ...profile, firstName, lastName }),
  }
})
