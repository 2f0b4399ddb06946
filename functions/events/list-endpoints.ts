// Lists the webhook endpoints.

import { endpoints } from '#domain/events/reads.ts'
import { endpointView } from '#domain/events/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.listEndpoints, async ({ page, read, cursor }) => {
  const { items, next } = await endpoints(read, page)
  return { reply: { items: items.map(endpointView), nextCursor: cursor(next) } }
})
