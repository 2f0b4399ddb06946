// Lists the deliveries to a webhook endpoint, newest first.

import { guard } from '#domain/events/guards.ts'
import { deliveries, endpoint as endpointOf } from '#domain/events/reads.ts'
import { deliveryView } from '#domain/events/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.listDeliveries, async ({ user, path, query, page, read, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  require(await endpointOf(read, path.endpointId), guard.endpointExists())
  const { items, next } = await deliveries(read, path.endpointId, { status: query.status, page })
  return { reply: { items: items.map(deliveryView), nextCursor: cursor(next) } }
})
