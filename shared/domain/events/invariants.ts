// The invariants of notifications and deliveries, each with the audit that proves it on stored data.

import { each, invariants, minus, partition, plus, rooted, rootedAcross } from '#kernel/data/invariants.ts'
import { secondsOf } from '#kernel/data/time.ts'
import {
  BUS,
  Deleted,
  Delivery,
  dueDeliveriesOf,
  Endpoint,
  Feed,
  Lane,
  MAX_ENDPOINTS,
  NOTIFICATION_KEPT_S,
  Notification,
  Registry,
} from './items.ts'

/** Times are those of plans, and clocks differ. */
const COMMIT_S = 10

export const invariant = invariants('events', {
  gaplessFeed: {
    says: 'The notifications of a user are numbered 1, 2, 3 ... up to feed.seq, each of another event. They are kept for 90 days.',
    audit: partition(Feed, { notifications: Notification }, ({ seq, closedAt, evidence }, { notifications }, now) => {
      const isKept = ({ ttl }: { readonly ttl: number }): boolean => ttl > secondsOf(now)
      const kept = notifications.filter(isKept)
      const isOnce = new Set(kept.map(({ eventId }) => eventId)).size === kept.length
      if (closedAt !== undefined) return isOnce
      // What is deleted are the oldest.
      const hasLast = !evidence || !isKept({ ttl: evidence.lastTtl }) || kept.at(-1)?.seq === seq
      return isOnce && hasLast && kept.every((one, at) => one.seq === seq - kept.length + 1 + at)
    }),
  },
  fed: {
    says: 'Every notification belongs to the feed of its user.',
    audit: rooted(Feed, 'seq'),
  },
  readMark: {
    says: 'A user has read at most what there is: readUpTo never exceeds feed.seq.',
    audit: each(Feed, ({ seq, readUpTo }) => readUpTo <= seq),
  },
  closedFeed: {
    says: 'No notification is added to the feed of a user who is being erased.',
    audit: partition(Feed, { notifications: Notification }, ({ closedAt }, { notifications }) => {
      const latest = closedAt === undefined ? Infinity : secondsOf(closedAt) + NOTIFICATION_KEPT_S + COMMIT_S
      return notifications.every(({ ttl }) => ttl <= latest)
    }),
  },
  inOrder: {
    says: 'The events of a subject are delivered to an endpoint one after the other: only the first pending delivery of a lane has a next attempt.',
    audit: partition(Lane, { deliveries: Delivery }, ({ head, tail }, { deliveries }) => {
      const pending = deliveries.filter(({ status, apart }) => status === 'PENDING' && !apart)
      const isInTurn = pending.every(({ duePk }, at) => (duePk !== undefined) === (at === 0))
      return isInTurn && pending[0]?.seq === head && deliveries.every(({ seq }) => seq <= tail)
    }),
  },
  laned: {
    says: 'Every pending delivery belongs to a lane.',
    audit: {
      partition: ({ items }) => {
        const pending = items.filter((item) => Delivery.is(item) && item.status === 'PENDING' && !item.apart)
        return pending.length === 0 || items.some((item) => Lane.is(item))
      },
    },
  },
  scheduled: {
    says: 'Only a pending delivery has a next attempt.',
    audit: each(Delivery, ({ status, duePk }) => duePk === undefined || status === 'PENDING'),
  },
  found: {
    says: 'Every delivery with a next attempt is in the queue of its endpoint, which is stored or was deleted lately. Those of earlier editions are in a queue for all.',
    audit: rootedAcross(
      plus(Delivery, ({ endpointId, duePk }) =>
        endpointId !== BUS && duePk === dueDeliveriesOf(endpointId).pk
          ? [{ about: endpointId, with: Endpoint.key(endpointId) }]
          : [],
      ),
      minus(Endpoint, ({ endpointId }) => [{ about: endpointId, with: Endpoint.key(endpointId) }]),
      minus(Deleted, ({ endpointId }) => [{ about: endpointId, with: Endpoint.key(endpointId) }]),
    ),
  },
  endpointLimit: {
    says: `There are at most ${MAX_ENDPOINTS} webhook endpoints.`,
    audit: {
      partition: ({ items }) => {
        const registry = items.find((item) => Registry.is(item))
        const endpoints = items.filter((item) => Endpoint.is(item)).length
        return endpoints === Number(registry?.['count'] ?? 0) && endpoints <= MAX_ENDPOINTS
      },
    },
  },
})
