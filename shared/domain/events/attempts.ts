// The attempts of a delivery: when they are made, and what becomes of the delivery and its endpoint.

import type { PlanContext } from '#kernel/commit/plan.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { BUS, Delivery, type DeliveryItem, type EndpointItem } from './items.ts'
import { endpoint as endpointOf, inLane } from './reads.ts'
import { changeEndpoint, claim, drop, type Outcome, postpone, settle } from './writes.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** The delays before further attempts. After the last one the delivery has failed. */
export const DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
]
/** Two restarts of a receiver are no reason for an alarm; by the fourth attempt it has failed for more than half an hour. */
const LATE_ATTEMPTS = 4
/** An endpoint that fails so long without a success is disabled. */
const PATIENCE_MS = 5 * DAY_MS
/** A disabled endpoint is looked at again. */
const DISABLED_MS = HOUR_MS
/** The bus is ours: its failures are mistakes of the deployment, which are mended, so no event is given up. */
const LAST_DELAY_MS = HOUR_MS

type At = Pick<PlanContext<'events'>, 'read' | 'now'>

/** An attempt that this process makes. */
export interface Attempt {
  readonly delivery: DeliveryItem
  /** Absent: the bus. */
  readonly endpoint?: EndpointItem
}

const fresh = async ({ read }: At, found: DeliveryItem): Promise<DeliveryItem | undefined> => {
  const { endpointId, subject, seq, attempts } = found
  const delivery = await read.get(Delivery.key(endpointId, subject, seq))
  return delivery?.status === 'PENDING' && delivery.attempts === attempts ? delivery : undefined
}

/** Begins an attempt. @returns undefined as its value if there is none to make */
export const begin = async (at: At, found: DeliveryItem) => {
  const delivery = await fresh(at, found)
  // Another process has begun the attempt.
  if (!delivery || delivery.dueSk !== found.dueSk) return { writes: [], value: undefined }
  const claimed = claim(delivery, at.now)
  const attempt: Attempt = { delivery: claimed.after }
  if (delivery.endpointId === BUS) return { writes: [claimed], value: attempt }
  const endpoint = await endpointOf(at.read, delivery.endpointId)
  if (!endpoint) return { writes: drop(await inLane(at.read, delivery), at.now), value: undefined }
  if (!endpoint.enabled) return { writes: [postpone(delivery, after(at.now, DISABLED_MS))], value: undefined }
  return { writes: [claimed], value: { ...attempt, endpoint } }
}

const isSuccess = ({ status = 0 }: Outcome): boolean => status >= 200 && status < 300

/** The time of the next attempt; undefined: it was the last. */
const nextAttempt = ({ attempts, endpointId }: DeliveryItem, now: string): string | undefined => {
  const delay = DELAYS_MS[attempts - 1] ?? (endpointId === BUS ? LAST_DELAY_MS : undefined)
  return delay === undefined ? undefined : after(now, delay)
}

/** Whether the delivery fails for so long that operators should look. */
export const isLate = ({ attempts }: Pick<DeliveryItem, 'attempts'>): boolean => attempts >= LATE_ATTEMPTS

/** Stores what an attempt brought. */
export const end = async (at: At, { delivery: attempted }: Attempt, outcome: Outcome) => {
  const delivery = await fresh(at, attempted)
  // The attempt took so long that another one began.
  if (!delivery) return []
  const { read, now } = at
  const endpoint = delivery.endpointId === BUS ? undefined : await endpointOf(read, delivery.endpointId)
  const noted = endpoint ? note(endpoint, outcome, now) : []
  if (isSuccess(outcome)) return [...settle(await inLane(read, delivery), 'DELIVERED', outcome, now), ...noted]
  // An operator may have asked for another attempt meanwhile.
  const next = delivery.dueSk === attempted.dueSk ? nextAttempt(delivery, now) : now
  if (next !== undefined) return [postpone(delivery, next, outcome), ...noted]
  return [...settle(await inLane(read, delivery), 'FAILED', outcome, now), ...noted]
}

/** The status of an endpoint that wants no more messages. */
const GONE = 410

/** The endpoint remembers since when it fails; after days, or when it says that it is gone, it is disabled. */
const note = (endpoint: EndpointItem, outcome: Outcome, now: string) => {
  const { failingSince = now, enabled } = endpoint
  const isKnown = endpoint.failingSince !== undefined
  if (isSuccess(outcome)) return isKnown ? [changeEndpoint(endpoint, { remove: ['failingSince'] })] : []
  const isOver = enabled && (outcome.status === GONE || after(failingSince, PATIENCE_MS) <= now)
  if (isOver) return [changeEndpoint(endpoint, { set: { failingSince, enabled: false, disabledAt: now } })]
  return isKnown ? [] : [changeEndpoint(endpoint, { set: { failingSince } })]
}
