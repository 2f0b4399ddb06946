// Counterexamples of events: each write breaks exactly one keeper.

import type { Event } from '#domain/events/event.ts'
import type { guard } from '#domain/events/guards.ts'
import {
  Deleted,
  Delivery,
  type DeliveryItem,
  dueDeliveriesOf,
  Endpoint,
  type EndpointItem,
  Feed,
  type FeedItem,
  Lane,
  type LaneItem,
  Notification,
  Registry,
} from '#domain/events/items.ts'
import {
  changeEndpoint,
  claim,
  enqueue,
  markRead,
  notify,
  openEndpoint,
  postpone,
  removeEndpoint,
  sendAgain,
  takesDeliveries,
} from '#domain/events/writes.ts'
import type { Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const NOW = new Date().toISOString()
const LATER = '2999-01-01T00:00:00.000Z'
const FOREVER = 99_999_999_999
let ids = 0
const at = { now: NOW, id: (prefix: string) => `${prefix}_${++ids}` }

const event = (seq: number): Event => ({
  ...{ eventId: `event_${seq}`, type: 'match.opened', subject: 'match_m', seq, at: T0, data: {} },
})
const feed = (changes: Partial<FeedItem> = {}): FeedItem => ({ userId: 'ann', seq: 1, readUpTo: 0, ...changes })
const told = (seq: number) =>
  stored(Notification.key('ann', seq), {
    ...{ seq, eventId: `event_${seq}`, type: 'match.opened', at: T0, data: {}, ttl: FOREVER },
  })
const fed = [stored(Feed.key('ann'), feed()), told(1)]

const endpoint = (endpointId = 'endpoint', changes: Partial<EndpointItem> = {}): EndpointItem => ({
  ...{ endpointId, url: 'https://example.com', types: ['*'], enabled: true, secret: 's', createdAt: T0, version: 1 },
  ...changes,
})
const registered = (...all: EndpointItem[]) => [
  ...all.map((one) => stored(Endpoint.key(one.endpointId), one)),
  stored(Registry.key(), { count: all.length }),
]
const lane = (changes: Partial<LaneItem> = {}): LaneItem => ({
  ...{ endpointId: 'endpoint', subject: 'match_m', head: 1, tail: 1, version: 1 },
  ...changes,
})
const { head: _, ...idle } = lane()
const delivery = (seq: number, changes: Partial<DeliveryItem> = {}): DeliveryItem => ({
  ...event(seq),
  ...{ deliveryId: `delivery_${seq}`, endpointId: 'endpoint', status: 'PENDING', attempts: 0, createdAt: T0 },
  ...{ listPk: 'DELIVERIES#endpoint', listSk: `delivery_${seq}` },
  ...changes,
})
const due = { duePk: dueDeliveriesOf('endpoint').pk, dueSk: `${LATER}#delivery_1` }
const inLane = [
  ...registered(endpoint()),
  stored(Lane.key('endpoint', 'match_m'), lane()),
  stored(Delivery.key('endpoint', 'match_m', 1), delivery(1, due)),
]
/** Asks one condition, and none that is broken besides. */
const only = (writes: readonly Write[], ...names: string[]) =>
  writes.map((write) => ({ ...write, requires: write.requires.filter(({ keeper }) => names.includes(keeper.name)) }))

export const counterexamples: Counterexamples<typeof guard> = {
  // Read before the first notification, which the other one replaces.
  nextNotification: {
    given: [stored(Feed.key('ann'), feed({ seq: 2 })), told(1), told(2)],
    writes: () => notify('ann', undefined, [event(3)], NOW),
  },
  openFeed: {
    given: [stored(Feed.key('ann'), feed({ seq: 0, closedAt: '2020-01-01T00:00:00.000Z' }))],
    // With the seq of a closed feed, which was read before it was closed.
    writes: () => only(notify('ann', undefined, [event(1)], NOW), 'openFeed', 'withFeed'),
  },
  known: { given: fed, writes: () => [markRead('ann', 2)] },
  unread: {
    given: [stored(Feed.key('ann'), feed({ seq: 3, readUpTo: 3 })), told(1), told(2), told(3)],
    // An earlier request, which arrives late.
    writes: () => [markRead('ann', 1)],
    harms: (items) => items.some(({ readUpTo }) => readUpTo === 1),
  },
  withFeed: { given: fed, writes: () => notify('ann', feed(), [event(2)], NOW).slice(0, 1) },
  endpointExists: {
    given: registered(),
    writes: () => only([changeEndpoint(endpoint(), { set: { enabled: false } })], 'endpointExists'),
  },
  endpointEnabled: {
    given: [
      ...registered(endpoint('endpoint', { enabled: false })),
      stored(Delivery.key('endpoint', 'match_m', 1), delivery(1, { status: 'FAILED', ttl: 0 })),
    ],
    writes: () => [sendAgain(delivery(1, { status: 'FAILED', ttl: 0 }), NOW), takesDeliveries('endpoint')],
    // The operator is told that it is sent again, and nothing is sent to a disabled endpoint.
    harms: (items) => items.some((item) => Delivery.is(item) && item.status === 'PENDING'),
  },
  endpointUnchanged: {
    given: registered(endpoint('endpoint', { version: 2, enabled: false })),
    writes: () => [changeEndpoint(endpoint(), { set: { types: ['match.opened'] } })],
    // The reply to the caller was never stored: it says that the endpoint is enabled.
    harms: (items) => items.some((item) => item['enabled'] === false && String(item['types']) === 'match.opened'),
  },
  fewEndpoints: {
    given: registered(...Array.from({ length: 20 }, (_, no) => endpoint(`endpoint_${no}`))),
    writes: () => openEndpoint(endpoint()),
  },
  withRegistry: { given: registered(endpoint()), writes: () => removeEndpoint('endpoint', NOW).slice(0, 2) },
  withMark: {
    given: inLane,
    writes: () => removeEndpoint('endpoint', NOW).filter(({ key }) => key.sk !== Deleted.key('endpoint').sk),
  },
  laneUnchanged: {
    given: [
      ...registered(endpoint()),
      stored(Lane.key('endpoint', 'match_m'), lane({ tail: 2, version: 2 })),
      stored(Delivery.key('endpoint', 'match_m', 1), delivery(1, due)),
      stored(Delivery.key('endpoint', 'match_m', 2), delivery(2)),
    ],
    // Read before the second event entered.
    writes: () => enqueue('endpoint', undefined, [event(3)], at),
  },
  sameDelivery: {
    given: [
      ...registered(endpoint()),
      stored(Lane.key('endpoint', 'match_m'), idle),
      stored(Delivery.key('endpoint', 'match_m', 1), delivery(1, { status: 'DELIVERED', attempts: 1 })),
    ],
    // Read before another process made the first attempt.
    writes: () => [claim(delivery(1, due), NOW)],
  },
  sameSchedule: {
    given: [
      ...registered(endpoint()),
      stored(Lane.key('endpoint', 'match_m'), lane()),
      stored(Delivery.key('endpoint', 'match_m', 1), delivery(1, { ...due, dueSk: `${NOW}#delivery_1` })),
    ],
    // Read before an operator asked for an attempt at once.
    writes: () => [postpone(delivery(1, due), LATER)],
    harms: (items) => items.some(({ dueSk }) => dueSk === due.dueSk),
  },
  withLane: { given: inLane, writes: () => enqueue('endpoint', lane(), [event(2)], at).slice(1) },
}
