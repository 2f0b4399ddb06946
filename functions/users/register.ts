// Registers a user, with a profile and a default friend group.

import { hashPassword } from '#domain/users/passwords.ts'
import { userView } from '#domain/users/views.ts'
import { newUser } from '#domain/users/writes.ts'
import { register } from '#flows/registration/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.register, async ({ body, now, id, random }) => {
  const { username, email, firstName, lastName } = body
  const userId = id('user')
  const passwordHash = await hashPassword(body, body.password, random)
  const user = newUser({ userId, username, email, passwordHash, createdAt: now })
  const profile = { userId, firstName, lastName }
  return { writes: register(user, profile, id('group')), reply: userView(user, profile) }
})
