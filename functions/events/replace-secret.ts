// Replaces the secret of a webhook endpoint. For a day, messages are signed with each replaced one, too.

import { guard } from '#domain/events/guards.ts'
import { MAX_EARLIER_SECRETS, TooManySecrets } from '#domain/events/problems.ts'
import { endpoint as endpointOf } from '#domain/events/reads.ts'
import { earlierSecrets, newSecret } from '#domain/events/signature.ts'
import { changeEndpoint } from '#domain/events/writes.ts'
import { reasonFor, record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.replaceSecret, async (call) => {
  const { user, path, body, now, id, random, read, require, refuse } = call
  const before = require(await endpointOf(read, path.endpointId), guard.endpointExists())
  const { endpointId } = before
  const earlier = earlierSecrets(before, now)
  if (earlier.length >= MAX_EARLIER_SECRETS) refuse(TooManySecrets)
  const { shown, stored: secret } = newSecret(endpointId, random)
  const until = after(now, DAY_MS)
  const reason = reasonFor(body.reason, `until ${until}`)
  const deed = { by: user.userId, what: 'ops.webhook.secret.replaced', subject: endpointId, reason }
  return {
    writes: [
      changeEndpoint(before, { set: { secret, previous: [{ secret: before.secret, until }, ...earlier] } }),
      record(id('action'), deed, now),
      asOperator(user),
    ],
    reply: { endpointId, secret: shown, previousUntil: until },
  }
})
