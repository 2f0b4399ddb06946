// Returns a webhook endpoint, without its secret.

import { guard } from '#domain/events/guards.ts'
import { endpoint as endpointOf } from '#domain/events/reads.ts'
import { endpointView } from '#domain/events/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.getEndpoint, async ({ user, path, read, require }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  return { reply: endpointView(require(await endpointOf(read, path.endpointId), guard.endpointExists())) }
})
