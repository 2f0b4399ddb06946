// Deletes a webhook endpoint. What waits for it is dropped.

import { guard } from '#domain/events/guards.ts'
import { endpoint as endpointOf } from '#domain/events/reads.ts'
import { removeEndpoint } from '#domain/events/writes.ts'
import { reasonFor, record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.deleteEndpoint, async ({ user, path, body, now, id, read, require }) => {
  const { endpointId, url } = require(await endpointOf(read, path.endpointId), guard.endpointExists())
  const reason = reasonFor(body.reason, new URL(url).host)
  const deed = { by: user.userId, what: 'ops.webhook.deleted', subject: endpointId, reason }
  return {
    writes: [...removeEndpoint(endpointId, now), record(id('action'), deed, now), asOperator(user)],
    reply: undefined,
  }
})
