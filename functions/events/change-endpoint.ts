// Enables or disables a webhook endpoint, or changes its types of events.

import { guard } from '#domain/events/guards.ts'
import { endpoint as endpointOf } from '#domain/events/reads.ts'
import { endpointView } from '#domain/events/views.ts'
import { changeEndpoint } from '#domain/events/writes.ts'
import { reasonFor, record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.changeEndpoint, async ({ user, path, body, now, id, read, require }) => {
  const { reason: given, ...set } = body
  const before = require(await endpointOf(read, path.endpointId), guard.endpointExists())
  // An endpoint that is enabled again gets another chance of five days.
  const changed = changeEndpoint(before, { set, remove: set.enabled ? ['failingSince', 'disabledAt'] : [] })
  const reason = reasonFor(given, JSON.stringify(set))
  const deed = { by: user.userId, what: 'ops.webhook.changed', subject: path.endpointId, reason }
  return { writes: [changed, record(id('action'), deed, now), asOperator(user)], reply: endpointView(changed.after) }
})
