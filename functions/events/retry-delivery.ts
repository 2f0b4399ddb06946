// Sends an event to a webhook endpoint again: at once, and apart from the order if it had ended.

import { guard } from '#domain/events/guards.ts'
import { DeliveryNotFound, DeliveryWaits } from '#domain/events/problems.ts'
import { deliveryOf, endpoint as endpointOf } from '#domain/events/reads.ts'
import { deliveryView } from '#domain/events/views.ts'
import { sendAgain, takesDeliveries } from '#domain/events/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.retryDelivery, async ({ user, path, now, id, read, require, refuse }) => {
  require(await endpointOf(read, path.endpointId), guard.endpointExists(), guard.endpointEnabled())
  const found = (await deliveryOf(read, path.endpointId, path.deliveryId)) ?? refuse(DeliveryNotFound)
  if (found.status === 'PENDING' && found.duePk === undefined) refuse(DeliveryWaits)
  const again = sendAgain(found, now)
  const deed = { by: user.userId, what: 'ops.webhook.retried', subject: path.deliveryId, reason: found.status }
  return {
    writes: [again, takesDeliveries(path.endpointId), record(id('action'), deed, now), asOperator(user)],
    reply: deliveryView(again.after),
  }
})
