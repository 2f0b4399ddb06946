// Lists the webhook endpoints.

import { endpoints } from '#domain/events/reads.ts'
import { endpointView } from '#domain/events/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.listEndpoints, async ({ user, page, read, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { items, next } = await endpoints(read, page)
  return { reply: { items: items.map(endpointView), nextCursor: cursor(next) } }
})
