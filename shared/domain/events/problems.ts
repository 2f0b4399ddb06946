// The problems of events.

import { problem } from '#kernel/data/problem.ts'

export const WebhookEndpointNotFound = problem(
  'webhook-endpoint-not-found',
  404,
  'Webhook endpoint not found',
  'There is no webhook endpoint with this id.',
)
export const DeliveryNotFound = problem(
  'delivery-not-found',
  404,
  'Delivery not found',
  'The endpoint has no delivery with this id. Deliveries are kept for 30 days.',
)
export const DeliveryWaits = problem(
  'delivery-waits',
  409,
  'Delivery waits',
  'An earlier event of the same subject is delivered first. Retry that delivery.',
)
