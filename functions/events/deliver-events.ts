// Delivers events to webhook endpoints and to the bus. Each attempt is stored first, so that two runs do not make the same one.

import { begin, end, isLate } from '#domain/events/attempts.ts'
import type { DeliveryItem } from '#domain/events/items.ts'
import { sendToBus, sendWebhook } from '#domain/events/outlets.ts'
import { deliveriesToAttempt, earlierDeliveries } from '#domain/events/reads.ts'
import { roll } from '#kernel/commit/rolling.ts'
import { job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { events } from './contract.ts'

/** Each endpoint has its own places, so one that hangs delays its own messages only. */
const BOUNDS = { perParty: 8, forMs: 40_000, lookMs: 1000, lagMs: 500 }
/** The number of due deliveries of a look, for each endpoint that can take another message. */
const DUE_AT_ONCE = 100
/** The same in the queue of earlier editions, for all endpoints. */
const EARLIER_AT_ONCE = 300

export const handler = job(events.deliverEvents, async ({ read, now, step, commit, world }) => {
  let delivered = 0
  let failed = 0
  let late = 0
  /** @returns false: another process has made the attempt, or the endpoint takes none */
  const attempt = async (due: DeliveryItem): Promise<boolean> => {
    const made = await commit((at) => begin(at, due))
    if (!made) return false
    const { delivery, endpoint } = made
    const outcome = endpoint ? await sendWebhook(delivery, endpoint, now(), world) : await sendToBus(delivery, world)
    const { status = 0, error } = outcome
    const isDelivered = status >= 200 && status < 300
    if (isDelivered) delivered += 1
    else failed += 1
    if (!isDelivered && isLate(delivery)) late += 1
    if (!isDelivered)
      log.warn('delivery', { deliveryId: delivery.deliveryId, attempts: delivery.attempts, status, error })
    await step((at) => end(at, made, outcome))
    return true
  }
  const attemptAlone = async (due: DeliveryItem): Promise<boolean> => {
    try {
      return await attempt(due)
    } catch (error) {
      // The delivery stays due, and stops no other one.
      failed += 1
      log.warn('delivery', { deliveryId: due.deliveryId, failure: failure(error) })
      return false
    }
  }
  let isEarlierEmpty = false
  await roll(async (isFull) => {
    const until = now()
    const [due, earlier] = await Promise.all([
      deliveriesToAttempt(read, { until, limit: DUE_AT_ONCE, isFull }),
      isEarlierEmpty ? [] : earlierDeliveries(read, { until, limit: EARLIER_AT_ONCE }),
    ])
    isEarlierEmpty = earlier.length === 0
    return [...earlier, ...due].map((one) => ({
      id: one.deliveryId,
      party: one.endpointId,
      run: () => attemptAlone(one),
    }))
  }, BOUNDS)
  if (late > 0) measure({ operation: events.deliverEvents.operation, lateDeliveries: late })
  return { delivered, failed, late }
})
