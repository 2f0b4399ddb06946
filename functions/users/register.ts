// Registers a user: the user, the profile, both guards and the default friend group, or nothing.

import { DefaultGroup } from '#domain/friends/items.ts'
import { openDefaultGroup } from '#domain/friends/writes.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { register } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.register, async ({ body, now, id, random }) => {
  const { username, email, firstName, lastName } = body
  const userId = id('user')
  const passwordHash = await hashPassword(body, body.password, random)
  const user = { userId, username, email, passwordHash, createdAt: now }
  return {
    writes: [
      ...register(user, { firstName, lastName }, DefaultGroup.key(userId)),
      openDefaultGroup(id('group'), userId, now),
    ],
    reply: { userId, username, email, firstName, lastName, role: 'USER' as const, createdAt: now },
  }
})
