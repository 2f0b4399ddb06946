// Creates a webhook endpoint. Its secret is shown once.

import { reachIn } from '#domain/events/outlets.ts'
import { newSecret } from '#domain/events/signature.ts'
import { endpointView } from '#domain/events/views.ts'
import { openEndpoint } from '#domain/events/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { refusalOf } from '#kernel/http/outside.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.createEndpoint, ({ user, body, now, id, random, invalid }) => {
  const { types } = body
  const refusal = refusalOf(body.url, reachIn(process.env))
  if (refusal) invalid('/url', refusal)
  // What is shown is what is called, without the blanks and look-alikes that a URL may be typed with.
  const { href: url, host } = new URL(body.url)
  const endpointId = id('endpoint')
  const { shown, stored: secret } = newSecret(endpointId, random)
  const made = { endpointId, url, types, enabled: true, secret, createdAt: now, version: 0 }
  const deed = { by: user.userId, what: 'ops.webhook.created', subject: endpointId, reason: host }
  return {
    writes: [...openEndpoint(made), record(id('action'), deed, now), asOperator(user)],
    reply: { ...endpointView(made), secret: shown },
  }
})
