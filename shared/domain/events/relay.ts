// The relay: a transaction takes events out of the outbox, in order, and writes the notifications and deliveries that they cause.

import type { PlanContext } from '#kernel/commit/plan.ts'
import { keyOfEvents, Relayed, relay, type StoredEvents } from '#kernel/data/outbox.ts'
import { type Event, type Unrelayed, unrelayed } from './event.ts'
import { Feed, type FeedItem, Lane, type LaneItem } from './items.ts'
import { everyType } from './schema.ts'
import { enqueue, notify } from './writes.ts'

/** Where events go besides the feeds of users. */
export interface Outlet {
  readonly endpointId: string
  readonly types: readonly string[]
}

type At = Pick<PlanContext<'outbox' | 'events'>, 'read' | 'now' | 'id'>

/** Of the 100 actions of a transaction. */
const MOST_ACTIONS = 90
/** An event that concerns more users than fit is relayed to so many at a time. */
const USERS_AT_ONCE = 40

/** The next step for the events of one subject. @param found in the outbox, oldest first @returns no writes: nothing is left */
export const nextRelay = async (
  at: At,
  found: readonly [StoredEvents, ...StoredEvents[]],
  outlets: readonly Outlet[],
) => {
  const of = { pk: found[0].of }
  const state = await read(at, found, outlets)
  const last = state.relayed?.seq ?? 0
  const { items, next, usersDone, notifications, deliveries } = fill(inOrder(state.items, last), state, outlets)
  if (items.size === 0) return []
  return [
    ...relay(of, { items: [...items], last, next: next ?? last, usersDone }),
    ...[...notifications].flatMap(([userId, events]) => notify(userId, state.feeds.get(userId), events, at.now)),
    ...[...deliveries].flatMap(([endpointId, events]) => enqueue(endpointId, state.lanes.get(endpointId), events, at)),
  ]
}

interface State {
  readonly relayed: { readonly seq?: number } | undefined
  readonly items: readonly (StoredEvents | undefined)[]
  readonly feeds: ReadonlyMap<string, FeedItem | undefined>
  readonly lanes: ReadonlyMap<string, LaneItem | undefined>
}

/** Everything that a step depends on, in one round trip. */
const read = async (
  { read: reads }: At,
  found: readonly [StoredEvents, ...StoredEvents[]],
  outlets: readonly Outlet[],
) => {
  const [{ of, subject }] = found
  const users = [...new Set(found.flatMap(({ events }) => events.flatMap(({ concerns }) => concerns)))]
  const { items, relayed, feeds, lanes } = await reads.groups({
    items: found.map(keyOfEvents),
    relayed: [Relayed.key({ pk: of })],
    feeds: users.map((userId) => Feed.key(userId)),
    lanes: outlets.map(({ endpointId }) => Lane.key(endpointId, subject)),
  })
  const state: State = {
    relayed: relayed[0],
    items,
    feeds: new Map(users.map((userId, place) => [userId, feeds[place]])),
    lanes: new Map(outlets.map(({ endpointId }, place) => [endpointId, lanes[place]])),
  }
  return state
}

/** The events that follow the last relayed one without a gap. */
const inOrder = (items: State['items'], last: number): Unrelayed[] => {
  const queue: Unrelayed[] = []
  for (const item of items) {
    const left = item ? unrelayed(item) : []
    const follows = left[0]?.event.seq === last + 1 + queue.length
    if (left.length > 0 && !follows) break
    queue.push(...left)
  }
  return queue
}

/** As many events as fit into one transaction. */
const fill = (queue: readonly Unrelayed[], { feeds }: State, outlets: readonly Outlet[]) => {
  const items = new Set<StoredEvents>()
  const notifications = new Map<string, Event[]>()
  const deliveries = new Map<string, Event[]>()
  const isOpen = (userId: string): boolean => feeds.get(userId)?.closedAt === undefined
  let actions = 1
  let next: number | undefined
  let usersDone = 0
  for (const { event, users, usersDone: before, item } of queue) {
    const wanting = outlets.filter(({ types }) => types.includes(everyType) || types.includes(event.type))
    const ids = wanting.map(({ endpointId }) => endpointId)
    const open = users.filter(isOpen)
    const cost = costOf(open, notifications) + costOf(ids, deliveries) + (items.has(item) ? 0 : 1)
    const fits = actions + cost <= MOST_ACTIONS
    if (!fits && items.size > 0) break
    items.add(item)
    const told = fits ? open : users.slice(0, USERS_AT_ONCE).filter(isOpen)
    for (const userId of told) add(notifications, userId, event)
    if (!fits) {
      usersDone = before + USERS_AT_ONCE
      break
    }
    for (const id of ids) add(deliveries, id, event)
    actions += cost
    next = event.seq
  }
  return { items, notifications, deliveries, next, usersDone }
}

/** A notification or a delivery, and the item that counts it. */
const costOf = (ids: readonly string[], known: ReadonlyMap<string, unknown>): number =>
  ids.reduce((sum, id) => sum + (known.has(id) ? 1 : 2), 0)

const add = (to: Map<string, Event[]>, id: string, event: Event): void => {
  to.set(id, [...(to.get(id) ?? []), event])
}
