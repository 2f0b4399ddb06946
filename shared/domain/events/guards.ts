// The conditions of notifications and deliveries, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import { QuotaExceeded } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import {
  Deleted,
  Delivery,
  type DeliveryItem,
  Endpoint,
  Feed,
  Lane,
  MAX_ENDPOINTS,
  Notification,
  Registry,
} from './items.ts'
import { EndpointDisabled, WebhookEndpointNotFound } from './problems.ts'

interface Version {
  /** Undefined: no item was stored. */
  readonly version: number | undefined
}

export const guard = keepers('events', {
  /** No other notification was added since the feed was read. */
  nextNotification: Feed.expectation({
    when: (feed, { seq }: { seq: number }) => (seq === 0 ? feed.absent('seq') : feed.equals('seq', seq)),
    keeps: [invariant.gaplessFeed],
  }),
  openFeed: Feed.expectation({ when: (feed) => feed.absent('closedAt'), keeps: [invariant.closedFeed] }),
  /** What is read is there. */
  known: Feed.expectation({
    when: (feed, { upTo }: { upTo: number }) => feed.atLeast('seq', upTo),
    keeps: [invariant.readMark],
  }),
  /** The mark only moves forward. */
  unread: Feed.expectation({
    when: (feed, { upTo }: { upTo: number }) => feed.earlier('readUpTo', upTo),
    keeps: order,
  }),
  withFeed: companions({
    with: ({ userId, numbers }: { userId: string; numbers: readonly number[] }) => [
      Feed.key(userId),
      ...numbers.map((seq) => Notification.key(userId, seq)),
    ],
    keeps: [invariant.gaplessFeed, invariant.fed],
  }),
  endpointExists: Endpoint.guard({
    when: (endpoint) => endpoint.exists('url'),
    fails: WebhookEndpointNotFound,
    keeps: [invariant.endpointLimit],
  }),
  endpointEnabled: Endpoint.guard({
    when: (endpoint) => endpoint.equals('enabled', true),
    fails: EndpointDisabled,
    keeps: order,
  }),
  endpointUnchanged: Endpoint.expectation({
    when: (endpoint, { version }: { version: number }) => endpoint.equals('version', version),
    keeps: order,
  }),
  fewEndpoints: Registry.guard({
    when: (registry) => either(registry.absent('count'), registry.atMost('count', MAX_ENDPOINTS - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `There are ${MAX_ENDPOINTS} webhook endpoints, which is the maximum. Delete one first.`,
      ko: `웹훅 엔드포인트가 최대 개수인 ${MAX_ENDPOINTS}개입니다. 하나를 먼저 삭제해 주십시오.`,
    },
    tells: () => ({ limit: MAX_ENDPOINTS }),
    keeps: [invariant.endpointLimit],
  }),
  withRegistry: companions({
    with: ({ endpointId }: { endpointId: string }) => [Registry.key(), Endpoint.key(endpointId)],
    keeps: [invariant.endpointLimit],
  }),
  withMark: companions({
    with: ({ endpointId }: { endpointId: string }) => [Endpoint.key(endpointId), Deleted.key(endpointId)],
    keeps: [invariant.found],
  }),
  laneUnchanged: Lane.expectation({
    when: (lane, { version }: Version) => (version === undefined ? lane.missing() : lane.equals('version', version)),
    keeps: [invariant.inOrder],
  }),
  /** Of two processes that found a delivery due, one attempts it; and what an old attempt brought changes no newer one. */
  sameDelivery: Delivery.expectation({
    when: (delivery, { status, attempts }: Pick<DeliveryItem, 'status' | 'attempts'>) =>
      both(delivery.equals('status', status), delivery.equals('attempts', attempts)),
    keeps: [invariant.scheduled],
  }),
  /** What was asked for at once meanwhile is not postponed. */
  sameSchedule: Delivery.expectation({
    when: (delivery, { dueSk = '' }: Pick<DeliveryItem, 'dueSk'>) => delivery.equals('dueSk', dueSk),
    keeps: order,
  }),
  withLane: companions({
    with: ({ endpointId, subject, seq }: { endpointId: string; subject: string; seq: number }) => [
      Lane.key(endpointId, subject),
      Delivery.key(endpointId, subject, seq),
    ],
    keeps: [invariant.inOrder, invariant.laned],
  }),
})
