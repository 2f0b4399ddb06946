// The items of events: a feed of notifications per user, the webhook endpoints, and the deliveries to each in lanes by subject.

import type { Item } from '#kernel/data/condition.ts'
import { space } from '#kernel/data/item.ts'
import { LAST, type Partition, type Span } from '#kernel/data/key.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'
import { DAY_S } from '#kernel/data/time.ts'
import type { DeliveryStatus } from './schema.ts'

export const events = space('events', 'FEED', 'WEBHOOKS', 'LANE', 'DELIVERIES', 'DUE_DELIVERY')

/** The maximum number of webhook endpoints. */
export const MAX_ENDPOINTS = 20
/** How long notifications are kept. */
export const NOTIFICATION_KEPT_S = 90 * DAY_S
/** How long deliveries are kept after their end. */
export const DELIVERY_KEPT_S = 30 * DAY_S
/** How long a deleted endpoint is remembered: longer than its deliveries wait for their next attempt. */
export const DELETED_KEPT_S = 7 * DAY_S
/** In place of the id of an endpoint. */
export const BUS = 'bus'

/** The state of a user's feed. */
export interface FeedItem {
  userId: string
  /** The number of the last notification. */
  seq: number
  /** The number up to which the user has read. */
  readUpTo: number
  /** The user is being erased: no notification is added any more. */
  closedAt?: string
  /** The time to live of the last notification, only for audits. */
  evidence?: { readonly lastTtl: number }
}

/** One event, as it concerns one user. */
export interface NotificationItem {
  /** 1, 2, 3 ... for each user. */
  seq: number
  eventId: string
  type: string
  at: string
  data: Item
  /** Seconds since 1970. */
  ttl: number
}

/** A secret that was replaced. Messages are signed with it, too, until a time. */
export interface EarlierSecret {
  /** Encrypted. */
  readonly secret: string
  readonly until: string
}

export interface EndpointItem {
  endpointId: string
  url: string
  /** Types of events, or `*` for all. */
  types: readonly string[]
  enabled: boolean
  /** Encrypted. */
  secret: string
  /** The secrets that were replaced, the latest first. Earlier editions stored one alone. */
  previous?: EarlierSecret | readonly EarlierSecret[]
  createdAt: string
  /** The time of the first failure since the last success. */
  failingSince?: string
  /** The service disabled it after days of failures. */
  disabledAt?: string
  /** The optimistic lock. */
  version: number
}

/** The mark of a deleted endpoint. By it the job finds the deliveries that waited, and drops them. */
export interface DeletedItem {
  endpointId: string
  /** Seconds since 1970. */
  ttl: number
}

/** The number of webhook endpoints. */
export interface RegistryItem {
  count: number
}

/** The deliveries of one subject's events to one endpoint: in order, one at a time. */
export interface LaneItem {
  endpointId: string
  subject: string
  /** The number of the event that is delivered now; absent: none waits. */
  head?: number
  /** The number of the last event in the lane. */
  tail: number
  /** The optimistic lock. */
  version: number
  /** Seconds since 1970; absent while an event waits. */
  ttl?: number
}

/** One event on its way to one endpoint. */
export interface DeliveryItem {
  deliveryId: string
  endpointId: string
  eventId: string
  subject: string
  seq: number
  type: string
  at: string
  data: Item
  status: DeliveryStatus
  /** The number of started attempts. */
  attempts: number
  /** The status of the last reply; absent: no attempt, or no reply. */
  lastStatus?: number
  /** Why there was no reply. */
  lastError?: string
  /** Sent again at an operator's request, apart from the order of the lane. */
  apart?: true
  createdAt: string
  /** Seconds since 1970; absent while it is pending. */
  ttl?: number
  listPk: string
  listSk: string
  /** The time of the next attempt. Absent while an earlier event of the lane is delivered, and at the end. */
  duePk?: string
  dueSk?: string
}

const numberSort = (seq: number): string => String(seq).padStart(16, '0')

export const Notification = events.items<NotificationItem>()('FEED', 'NOTIFICATION', (userId: string, seq: number) => [
  userId,
  numberSort(seq),
])
/** Sorts after every notification, so that one query reads both. */
export const Feed = events.item<FeedItem>()('FEED', 'NOTIFICATION~', (userId: string) => userId)
export const Endpoint = events.items<EndpointItem>()('WEBHOOKS', 'ENDPOINT', (endpointId: string) => [
  'ALL',
  endpointId,
])
export const Deleted = events.items<DeletedItem>()('WEBHOOKS', 'DELETED', (endpointId: string) => ['ALL', endpointId])
export const Registry = events.item<RegistryItem>()('WEBHOOKS', 'REGISTRY', () => 'ALL')
export const Lane = events.item<LaneItem>()(
  'LANE',
  'LANE',
  (endpointId: string, subject: string) => `${endpointId}#${subject}`,
)
export const Delivery = events.items<DeliveryItem>()(
  'LANE',
  'DELIVERY',
  (endpointId: string, subject: string, seq: number) => [`${endpointId}#${subject}`, numberSort(seq)],
)

/** The notifications after a number, and the feed itself at the end. */
export const feedAfter = (userId: string, seq: number): Span<'events', NotificationItem | FeedItem> => ({
  ...Notification.within(userId),
  from: Notification.key(userId, seq + 1).sk,
  to: Feed.kind,
})
/** The deliveries of a lane after a number. */
export const laneAfter = (endpointId: string, subject: string, seq: number): Span<'events', DeliveryItem> =>
  Delivery.within(`${endpointId}#${subject}`, numberSort(seq + 1))
/** In the index `list`: the deliveries of an endpoint by their ids, and so by time. */
export const deliveriesOf = (endpointId: string): Span<'events', DeliveryItem> => ({
  partition: events.partition('DELIVERIES', endpointId),
  from: ' ',
  to: LAST,
})
/**
 * In the index `due`: the deliveries to one endpoint by the time of their next attempt. Each endpoint has its own queue, so what
 * waits for one that hangs hides nothing of the others.
 */
export const dueDeliveriesOf = (endpointId: string): Partition<'events', DeliveryItem> =>
  events.partition('DUE_DELIVERY', endpointId)
/** The queue of earlier editions, one for all endpoints. An attempt moves its delivery out of it. */
export const earlierDueDeliveries: Queue<'events', DeliveryItem> = striped(events.partition('DUE_DELIVERY', 'ALL'))
