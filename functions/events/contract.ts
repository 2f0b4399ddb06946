// The contract of events.

import * as z from 'zod/mini'
import {
  DeliveryNotFound,
  DeliveryWaits,
  EndpointDisabled,
  TooManySecrets,
  WebhookEndpointNotFound,
} from '#domain/events/problems.ts'
import {
  after,
  Delivery,
  DeliveryId,
  deliveryChoices,
  EndpointId,
  NewWebhookEndpoint,
  NewWebhookSecret,
  Notification,
  types,
  upTo,
  url,
  WebhookEndpoint,
} from '#domain/events/schema.ts'
import { reason } from '#domain/ops/schema.ts'
import { operator } from '#domain/roles.ts'
import { documented } from '#kernel/data/documented.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery } from '#kernel/http/schema.ts'

/** Kept in the record of what the operator did. */
const optionalReason = z.exactOptional(reason)

export const events = contract(
  'events',
  'Events: each business write tells what it did. Users see what concerns them as notifications, and webhooks tell other systems.',
  {
    listNotifications: {
      route: 'GET /users/me/notifications',
      summary: 'Lists what happened and concerns the caller, by number.',
      auth: 'user',
      query: listQuery({
        after: z.exactOptional(after),
        order: documented(z.exactOptional(z.enum(['asc', 'desc'])), {
          description: '`asc`, the default, begins with the oldest, `desc` with the newest.',
        }),
      }),
      reply: [200, listOf(Notification)],
      fails: [],
      access: { events: 'read' },
      // With more pages, the mark of what is read takes another one.
      budget: { trips: 2, read: 3, write: 0 },
    },
    readNotifications: {
      route: 'POST /users/me/notifications/read',
      summary: 'Marks notifications as read, up to a number.',
      auth: 'user',
      body: z.strictObject({ upTo }),
      reply: [204, null],
      fails: [],
      access: { events: 'write' },
      budget: { trips: 2, read: 1, write: 2 },
    },
    createEndpoint: {
      route: 'POST /webhook-endpoints',
      summary:
        'Creates a webhook endpoint, to which events are posted. Its secret is shown once, and again only to a repeated request with the same Idempotency-Key.',
      auth: operator,
      body: z.strictObject({ url, types }),
      reply: [201, NewWebhookEndpoint],
      conceals: true,
      fails: [Forbidden, QuotaExceeded],
      access: { events: 'write', ops: 'write', users: 'read' },
      seals: true,
      budget: { trips: 1, read: 0, write: 10 },
    },
    listEndpoints: {
      route: 'GET /webhook-endpoints',
      summary: 'Lists the webhook endpoints.',
      auth: operator,
      query: listQuery({}),
      reply: [200, listOf(WebhookEndpoint)],
      fails: [Forbidden],
      access: { events: 'read', users: 'read' },
      budget: { trips: 2, read: 4, write: 0 },
    },
    getEndpoint: {
      route: 'GET /webhook-endpoints/{endpointId}',
      summary: 'Returns a webhook endpoint, without its secret.',
      auth: operator,
      path: { endpointId: EndpointId },
      reply: [200, WebhookEndpoint],
      fails: [Forbidden, WebhookEndpointNotFound],
      access: { events: 'read', users: 'read' },
      budget: { trips: 2, read: 2, write: 0 },
    },
    changeEndpoint: {
      route: 'PATCH /webhook-endpoints/{endpointId}',
      summary: 'Enables or disables a webhook endpoint, or changes the types of its events.',
      auth: operator,
      path: { endpointId: EndpointId },
      body: z.strictObject({
        enabled: documented(z.exactOptional(z.boolean()), { example: false }),
        types: z.exactOptional(types),
        reason: optionalReason,
      }),
      reply: [200, WebhookEndpoint],
      fails: [Forbidden, WebhookEndpointNotFound],
      access: { events: 'write', ops: 'write', users: 'read' },
      budget: { trips: 2, read: 1, write: 8 },
    },
    deleteEndpoint: {
      route: 'DELETE /webhook-endpoints/{endpointId}',
      summary: 'Deletes a webhook endpoint, and drops what waits for it.',
      auth: operator,
      path: { endpointId: EndpointId },
      body: z.strictObject({ reason: optionalReason }),
      reply: [204, null],
      fails: [Forbidden, WebhookEndpointNotFound],
      access: { events: 'write', ops: 'write', users: 'read' },
      budget: { trips: 2, read: 1, write: 13 },
    },
    replaceSecret: {
      route: 'POST /webhook-endpoints/{endpointId}/secret',
      summary:
        'Replaces the secret of a webhook endpoint. For 24 hours, messages are signed with the replaced one, too.',
      auth: operator,
      path: { endpointId: EndpointId },
      body: z.strictObject({ reason: optionalReason }),
      reply: [201, NewWebhookSecret],
      conceals: true,
      fails: [Forbidden, WebhookEndpointNotFound, TooManySecrets],
      access: { events: 'write', ops: 'write', users: 'read' },
      seals: true,
      budget: { trips: 2, read: 1, write: 8 },
    },
    listDeliveries: {
      route: 'GET /webhook-endpoints/{endpointId}/deliveries',
      summary: 'Lists the deliveries to a webhook endpoint, newest first.',
      auth: operator,
      path: { endpointId: EndpointId },
      query: listQuery({
        status: documented(z.exactOptional(z.enum(deliveryChoices)), {
          description: 'Only deliveries with this status. RETRIED: pending ones whose last attempt failed.',
        }),
      }),
      reply: [200, listOf(Delivery)],
      fails: [Forbidden, WebhookEndpointNotFound],
      access: { events: 'read', users: 'read' },
      indexes: ['list'],
      budget: { trips: 4, read: 23, write: 0 },
    },
    retryDelivery: {
      route: 'POST /webhook-endpoints/{endpointId}/deliveries/{deliveryId}/retry',
      summary: 'Sends an event again. A delivery that has ended is repeated apart from the order of the others.',
      auth: operator,
      path: { endpointId: EndpointId, deliveryId: DeliveryId },
      reply: [202, Delivery],
      fails: [Forbidden, WebhookEndpointNotFound, EndpointDisabled, DeliveryNotFound, DeliveryWaits],
      access: { events: 'write', ops: 'write', users: 'read' },
      indexes: ['list'],
      budget: { trips: 4, read: 3, write: 12 },
    },
    relayEvents: {
      everyMinutes: 1,
      follows: 'OUTBOX',
      summary:
        'Relay: takes events out of the outbox, in order, to the feeds of users and into the lanes of endpoints.',
      access: { outbox: 'write', events: 'write' },
      outlets: 'fills',
      wakes: 'deliverEvents',
    },
    deliverEvents: {
      everyMinutes: 1,
      summary: 'Delivers events to webhook endpoints and to the bus, and repeats what failed.',
      access: { events: 'write' },
      indexes: ['due'],
      outlets: 'sends',
    },
  },
)
