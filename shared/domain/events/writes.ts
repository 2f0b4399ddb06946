// Changes of notifications, webhook endpoints, and deliveries in their lanes.

import type { PlanContext } from '#kernel/commit/plan.ts'
import { after, secondsOf } from '#kernel/data/time.ts'
import { type Change, change, check, put, remove, update } from '#kernel/data/write.ts'
import type { Event } from './event.ts'
import { guard } from './guards.ts'
import {
  DELETED_KEPT_S,
  DELIVERY_KEPT_S,
  Deleted,
  type DeletedItem,
  Delivery,
  type DeliveryItem,
  deliveriesOf,
  dueDeliveriesOf,
  Endpoint,
  type EndpointItem,
  Feed,
  type FeedItem,
  Lane,
  type LaneItem,
  NOTIFICATION_KEPT_S,
  Notification,
  Registry,
} from './items.ts'

/** Adds events to the feed of a user. @param feed as read */
export const notify = (userId: string, feed: FeedItem | undefined, events: readonly Event[], now: string) => {
  const { seq: last = 0 } = feed ?? {}
  const numbers = events.map((_, at) => last + 1 + at)
  const withFeed = guard.withFeed({ userId, numbers })
  const ttl = secondsOf(now) + NOTIFICATION_KEPT_S
  return [
    update(
      'countNotifications',
      Feed.key(userId),
      { set: { userId, seq: last + events.length, evidence: { lastTtl: ttl } }, initial: { readUpTo: 0 } },
      guard.nextNotification({ seq: last }),
      guard.openFeed(),
      withFeed,
    ),
    ...events.map(({ eventId, type, at, data }, place) => {
      const seq = last + 1 + place
      return put('notify', Notification.key(userId, seq), { seq, eventId, type, at, data, ttl }, withFeed)
    }),
  ]
}

/** Moves the mark of what is read. */
export const markRead = (userId: string, upTo: number) =>
  update('markRead', Feed.key(userId), { set: { readUpTo: upTo } }, guard.known({ upTo }), guard.unread({ upTo }))

/** From now on no notification is added. @param feed as read */
export const closeFeed = (userId: string, feed: FeedItem | undefined, now: string) =>
  update(
    'closeFeed',
    Feed.key(userId),
    { set: { userId, closedAt: now }, initial: { seq: 0, readUpTo: 0 } },
    ...(feed ? [] : [guard.nextNotification({ seq: 0 })]),
  )

export const forgetNotification = (userId: string, seq: number) =>
  remove('forgetNotification', Notification.key(userId, seq))

/** Opens a webhook endpoint. */
export const openEndpoint = (endpoint: EndpointItem) => {
  const withRegistry = guard.withRegistry(endpoint)
  return [
    put('openEndpoint', Endpoint.key(endpoint.endpointId), endpoint, withRegistry),
    update('countEndpoint', Registry.key(), { add: { count: 1 } }, guard.fewEndpoints(), withRegistry),
  ]
}

export const changeEndpoint = (endpoint: EndpointItem, changes: Omit<Change<EndpointItem>, 'add' | 'initial'>) =>
  change(
    'changeEndpoint',
    Endpoint.key(endpoint.endpointId),
    { of: endpoint, set: { ...changes.set, version: endpoint.version + 1 }, remove: changes.remove ?? [] },
    guard.endpointExists(),
    guard.endpointUnchanged(endpoint),
  )

const deletedItem = (endpointId: string, now: string): DeletedItem => ({
  endpointId,
  ttl: secondsOf(now) + DELETED_KEPT_S,
})

/** What waits for the endpoint is dropped when it is due. */
export const removeEndpoint = (endpointId: string, now: string) => {
  const withRegistry = guard.withRegistry({ endpointId })
  const withMark = guard.withMark({ endpointId })
  return [
    remove('removeEndpoint', Endpoint.key(endpointId), guard.endpointExists(), withRegistry, withMark),
    put('markDeleted', Deleted.key(endpointId), deletedItem(endpointId, now), withMark),
    update('dropEndpoint', Registry.key(), { add: { count: -1 } }, withRegistry),
  ]
}

const due = ({ deliveryId, endpointId }: Pick<DeliveryItem, 'deliveryId' | 'endpointId'>, at: string) => ({
  duePk: dueDeliveriesOf(endpointId).pk,
  dueSk: `${at}#${deliveryId}`,
})

/** Adds events of one subject to a lane. If none waits there, the first is due at once. @param lane as read */
export const enqueue = (
  endpointId: string,
  lane: LaneItem | undefined,
  events: readonly Event[],
  { now, id }: Pick<PlanContext<never>, 'now' | 'id'>,
) => {
  const [first] = events
  const last = events.at(-1)
  if (!first || !last) return []
  const { subject } = first
  const { head = first.seq, version = 0 } = lane ?? {}
  const withLanes = events.map(({ seq }) => guard.withLane({ endpointId, subject, seq }))
  const entered: LaneItem = { endpointId, subject, head, tail: last.seq, version: version + 1 }
  return [
    put(
      'enterLane',
      Lane.key(endpointId, subject),
      entered,
      guard.laneUnchanged({ version: lane?.version }),
      ...withLanes,
    ),
    ...events.map((event, at) => {
      const deliveryId = id('delivery')
      const delivery: DeliveryItem = {
        ...event,
        deliveryId,
        endpointId,
        status: 'PENDING',
        attempts: 0,
        createdAt: now,
        listPk: deliveriesOf(endpointId).partition.pk,
        listSk: deliveryId,
        ...(event.seq === head ? due({ deliveryId, endpointId }, now) : {}),
      }
      return put('enqueue', Delivery.key(endpointId, subject, event.seq), delivery, ...withLanes.slice(at, at + 1))
    }),
  ]
}

const keyOf = ({ endpointId, subject, seq }: DeliveryItem) => Delivery.key(endpointId, subject, seq)

/** Longer than an attempt takes: afterwards another process may repeat it. */
const CLAIM_MS = 60_000

/** Starts an attempt: the process that commits this sends the event. */
export const claim = (delivery: DeliveryItem, now: string) =>
  change(
    'claim',
    keyOf(delivery),
    { of: delivery, set: { attempts: delivery.attempts + 1, ...due(delivery, after(now, CLAIM_MS)) } },
    guard.sameDelivery(delivery),
  )

/** The next attempt is at another time. */
export const postpone = (delivery: DeliveryItem, until: string, outcome: Outcome = {}) =>
  change(
    'postpone',
    keyOf(delivery),
    { of: delivery, ...told(outcome, due(delivery, until)) },
    guard.sameDelivery(delivery),
    guard.sameSchedule(delivery),
  )

/** What an attempt brought: the status of the reply, or why there was none. */
export interface Outcome {
  readonly status?: number
  readonly error?: string
}

const told = (
  { status, error }: Outcome,
  set: Partial<DeliveryItem>,
): Pick<Change<DeliveryItem>, 'set'> & { remove: ('lastStatus' | 'lastError')[] } => {
  if (status !== undefined) return { set: { ...set, lastStatus: status }, remove: ['lastError'] }
  if (error !== undefined) return { set: { ...set, lastError: error }, remove: ['lastStatus'] }
  return { set, remove: [] }
}

/** A delivery with its lane, and the one behind it. */
export interface InLane {
  readonly delivery: DeliveryItem
  readonly lane: LaneItem | undefined
  readonly behind: DeliveryItem | undefined
}

/** Ends a delivery; the next event of the subject is due. */
export const settle = (
  { delivery, lane, behind }: InLane,
  status: 'DELIVERED' | 'FAILED',
  outcome: Outcome,
  now: string,
) => {
  const { set, remove: gone } = told(outcome, { status, ttl: secondsOf(now) + DELIVERY_KEPT_S })
  const withLane = delivery.apart ? [] : [guard.withLane(delivery)]
  return [
    change(
      'settle',
      keyOf(delivery),
      { of: delivery, ...(set ? { set } : {}), remove: [...gone, 'duePk', 'dueSk', 'apart'] },
      guard.sameDelivery(delivery),
      ...withLane,
    ),
    ...(delivery.apart || !lane ? [] : proceed(lane, behind, now)),
  ]
}

/** Drops a delivery whose endpoint was deleted. An earlier edition left no mark, by which the one behind it is found. */
export const drop = ({ delivery, lane, behind }: InLane, now: string) => {
  const { endpointId, duePk } = delivery
  const isEarlier = duePk !== dueDeliveriesOf(endpointId).pk
  return [
    remove('drop', keyOf(delivery), guard.sameDelivery(delivery)),
    ...(isEarlier ? [put('markEarlier', Deleted.key(endpointId), deletedItem(endpointId, now))] : []),
    ...(delivery.apart || !lane ? [] : proceed(lane, behind, now)),
  ]
}

/** The next delivery of a lane is due, or the lane is idle. */
const proceed = (lane: LaneItem, behind: DeliveryItem | undefined, now: string) => {
  const { endpointId, subject, version, head: _, ...rest } = lane
  const idle = { ...rest, endpointId, subject, version: version + 1, ttl: secondsOf(now) + DELIVERY_KEPT_S }
  const { ttl: __, ...busy } = idle
  return [
    put(
      'proceed',
      Lane.key(endpointId, subject),
      behind ? { ...busy, head: behind.seq } : idle,
      guard.laneUnchanged({ version }),
    ),
    ...(behind ? [update('takeTurn', keyOf(behind), { set: due(behind, now) }, guard.sameDelivery(behind))] : []),
  ]
}

/** The endpoint still takes deliveries. */
export const takesDeliveries = (endpointId: string) =>
  check('takesDeliveries', Endpoint.key(endpointId), guard.endpointExists(), guard.endpointEnabled())

/** Sends a delivery again that has ended, apart from its lane, or one at once that waits for its next attempt. */
export const sendAgain = (delivery: DeliveryItem, now: string) =>
  delivery.status === 'PENDING'
    ? change('sendNow', keyOf(delivery), { of: delivery, set: due(delivery, now) }, guard.sameDelivery(delivery))
    : change(
        'sendAgain',
        keyOf(delivery),
        {
          of: delivery,
          set: { status: 'PENDING', apart: true, attempts: 0, ...due(delivery, now) },
          remove: ['ttl'],
        },
        guard.sameDelivery(delivery),
      )
