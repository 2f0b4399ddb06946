// Reads of notifications, webhook endpoints and deliveries.

import { type Asked, due } from '#kernel/commit/due.ts'
import { type Page, type PageAsked, positionOf } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { both, either, evaluate, on } from '#kernel/data/condition.ts'
import { LAST } from '#kernel/data/key.ts'
import { outboxes, type StoredEvents } from '#kernel/data/outbox.ts'
import {
  BUS,
  Deleted,
  type DeliveryItem,
  deliveriesOf,
  dueDeliveriesOf,
  Endpoint,
  type EndpointItem,
  earlierDueDeliveries,
  Feed,
  type FeedItem,
  feedAfter,
  Lane,
  type LaneItem,
  laneAfter,
  MAX_ENDPOINTS,
  type NotificationItem,
} from './items.ts'
import type { deliveryChoices } from './schema.ts'

type Reader = Read<'events'>

const isFeed = (item: NotificationItem | FeedItem): item is FeedItem => 'readUpTo' in item

interface Notifications extends Page<NotificationItem> {
  readonly readUpTo: number
}

/**
 * Notifications after a number. The feed sorts after them, so one query reads both: of a first page from the newest, and of a
 * page with all that is left.
 */
export const notifications = async (
  read: Reader,
  userId: string,
  { after, descending, page }: { readonly after: number; readonly descending: boolean; readonly page: PageAsked },
): Promise<Notifications> => {
  const { limit } = page
  const { items } = await read.list({ ...feedAfter(userId, after), ...page, descending, limit: limit + 2 })
  const found = items.filter((item): item is NotificationItem => !isFeed(item))
  const feed = items.find(isFeed) ?? (items.length > 0 ? await read.get(Feed.key(userId)) : undefined)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const isMore = last !== undefined && found.length > limit
  const { readUpTo = 0 } = feed ?? {}
  return { items: shown, next: isMore ? positionOf({ ...last }, undefined) : undefined, readUpTo }
}

/** The notification that a feed begins with, and so on: to erase them. */
export const notificationsLeft = async (read: Reader, userId: string, limit: number): Promise<NotificationItem[]> => {
  const { items } = await read.list({ ...feedAfter(userId, 0), limit })
  return items.filter((item): item is NotificationItem => !isFeed(item))
}

export const feed = (read: Reader, userId: string): Promise<FeedItem | undefined> => read.get(Feed.key(userId))

export const endpoint = (read: Reader, endpointId: string): Promise<EndpointItem | undefined> =>
  read.get(Endpoint.key(endpointId))

/** By id, and so by creation. */
export const endpoints = (read: Reader, page: PageAsked): Promise<Page<EndpointItem>> =>
  read.list({ ...Endpoint.within('ALL'), ...page })

/** The endpoints that take events. */
export const enabledEndpoints = async (read: Reader): Promise<readonly EndpointItem[]> =>
  (await endpoints(read, { limit: MAX_ENDPOINTS, after: undefined })).items.filter(({ enabled }) => enabled)

const of = on<DeliveryItem>()
/** Not one under its first attempt, and not one that is sent again after a success. */
const isRetried = both(of.equals('status', 'PENDING'), either(of.exists('lastError'), of.atLeast('lastStatus', 300)))

/** Newest first. */
export const deliveries = (
  read: Reader,
  endpointId: string,
  { status, page }: { readonly status: (typeof deliveryChoices)[number] | undefined; readonly page: PageAsked },
): Promise<Page<DeliveryItem>> => {
  const wanted = status === 'RETRIED' ? isRetried : status && of.equals('status', status)
  const where = wanted ? { where: wanted } : {}
  return read.list({ ...deliveriesOf(endpointId), index: 'list', descending: true, ...where, ...page })
}

export const deliveryOf = async (
  read: Reader,
  endpointId: string,
  deliveryId: string,
): Promise<DeliveryItem | undefined> => {
  const only = { from: deliveryId, to: deliveryId, index: 'list', limit: 1 } as const
  return (await read.list({ ...deliveriesOf(endpointId), ...only })).items[0]
}

/** A delivery with its lane, and the one behind it. */
export const inLane = async (read: Reader, delivery: DeliveryItem) => {
  const { endpointId, subject, seq } = delivery
  const lane: LaneItem | undefined = await read.get(Lane.key(endpointId, subject))
  const isLast = lane === undefined || lane.tail <= seq
  const { items } = isLast ? { items: [] } : await read.list({ ...laneAfter(endpointId, subject, seq), limit: 1 })
  return { delivery, lane, behind: items[0] }
}

/** The ids of everything that may have deliveries to attempt. Disabled endpoints take none. */
const recipients = async (read: Reader, now: string): Promise<readonly string[]> => {
  const [enabled, deleted] = await Promise.all([
    enabledEndpoints(read),
    read.list({ ...Deleted.within('ALL'), limit: MOST_REMEMBERED }),
  ])
  return [...[...enabled, ...inTurn(deleted.items, now)].map(({ endpointId }) => endpointId), BUS]
}
/** Far more than operators delete in the days for which a deleted endpoint is remembered. */
const MOST_REMEMBERED = 2000
/** The number of deleted endpoints whose queues a look reads. */
const DELETED_AT_ONCE = 100

/** The deleted endpoints of this minute: every one has its turn. */
const inTurn = <T>(deleted: readonly T[], now: string): readonly T[] => {
  const turns = Math.max(1, Math.ceil(deleted.length / DELETED_AT_ONCE))
  const first = (Math.floor(Date.parse(now) / 60_000) % turns) * DELETED_AT_ONCE
  return deleted.slice(first, first + DELETED_AT_ONCE)
}

/** A read of deliveries whose next attempt is due. */
interface DueAsked {
  /** ISO 8601. */
  readonly until: string
  /** The maximum number for each endpoint. */
  readonly limit: number
  /** Endpoints that are not looked at. */
  isFull(endpointId: string): boolean
}

/** Deliveries whose next attempt is due: those of each endpoint oldest first. */
export const deliveriesToAttempt = async (
  read: Reader,
  { until, limit, isFull }: DueAsked,
): Promise<readonly DeliveryItem[]> => {
  const range = { index: 'due', from: ' ', to: `${until}#${LAST}`, limit } as const
  const ids = (await recipients(read, until)).filter((endpointId) => !isFull(endpointId))
  const pages = await Promise.all(ids.map((id) => read.list({ ...range, partition: dueDeliveriesOf(id) })))
  return pages.flatMap(({ items }) => items)
}

/** Due deliveries in the queue of earlier editions, oldest first. */
export const earlierDeliveries = (read: Reader, asked: Asked): Promise<readonly DeliveryItem[]> =>
  due(read, earlierDueDeliveries, asked)

/** Deliveries that failed and are attempted again, of the first due ones of each queue. @param limit for each queue */
export const failedDeliveries = async (read: Reader, endpointIds: readonly string[], limit: number) => {
  const range = { index: 'due', from: ' ', to: LAST, limit } as const
  const queues = [...[...endpointIds, BUS].map(dueDeliveriesOf), ...earlierDueDeliveries.partitions]
  const pages = await Promise.all(queues.map((partition) => read.list({ ...range, partition })))
  const items = pages.flatMap((page) => page.items).filter((item) => evaluate(isRetried, { ...item }))
  return { items, next: pages.find(({ next }) => next)?.next }
}

/** Of each stripe of the outbox. */
const EVENTS_AT_ONCE = 200

/** Events that are not relayed, by subject, oldest first. */
export const waiting = async (read: Read<'outbox'>): Promise<readonly [StoredEvents, ...StoredEvents[]][]> => {
  const pages = await Promise.all(outboxes().map((stripe) => read.list({ ...stripe, limit: EVENTS_AT_ONCE })))
  const found = pages.flatMap(({ items }) => items)
  return [...Map.groupBy(found, ({ of }) => of).values()].flatMap((ofOne) => {
    // They lie in two stripes while there are more stripes than before.
    const [first, ...rest] = ofOne.toSorted((one, other) => one.seq - other.seq)
    return first ? [[first, ...rest]] : []
  })
}
