// Finds users by the beginning of their username.

import { usersFrom } from '#domain/users/reads.ts'
import { personView } from '#domain/users/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.listUsers, async ({ query, page, read, cursor }) => {
  const { items, next } = await usersFrom(read, query.username, page)
  return { reply: { items: items.map(personView), nextCursor: cursor(next) } }
})
