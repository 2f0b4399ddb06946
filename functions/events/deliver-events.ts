// Delivers events to webhook endpoints and to the bus. Each attempt is stored first, so that two runs do not make the same one.

import { begin, end } from '#domain/events/attempts.ts'
import type { DeliveryItem } from '#domain/events/items.ts'
import { sendToBus, sendWebhook } from '#domain/events/outlets.ts'
import { deliveriesToAttempt } from '#domain/events/reads.ts'
import { takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { log } from '#kernel/http/log.ts'
import { events } from './contract.ts'

/** How far an index usually lags at most. */
const INDEX_MS = 500
/** An endpoint that hangs keeps its own turns only. */
const BOUNDS = { parallel: 24, perParty: 8, forMs: 40_000 }

export const handler = job(events.deliverEvents, async ({ read, now, step, commit, world }) => {
  const until = world.elapsed() + BOUNDS.forMs
  let delivered = 0
  let failed = 0
  const attempt = async (due: DeliveryItem): Promise<void> => {
    const made = await commit((at) => begin(at, due))
    if (!made) return
    const { delivery, endpoint } = made
    const outcome = endpoint ? await sendWebhook(delivery, endpoint, now(), world) : await sendToBus(delivery, world)
    const { status = 0, error } = outcome
    const isDelivered = status >= 200 && status < 300
    if (isDelivered) delivered += 1
    else failed += 1
    if (!isDelivered)
      log.warn('delivery', { deliveryId: delivery.deliveryId, attempts: delivery.attempts, status, error })
    await step((at) => end(at, made, outcome))
  }
  // The event behind a delivered one is due at once; the index may show it a moment later, and what was attempted still.
  for (let due = await deliveriesToAttempt(read, now()), idle = 0; due.length > 0 && world.elapsed() < until; ) {
    const before = delivered + failed
    const turns = due.map((one) => ({ lane: 'outside', party: one.endpointId, run: () => attempt(one) }))
    await takeTurns(turns, { ...BOUNDS, forMs: until - world.elapsed() })
    idle = delivered + failed > before ? 0 : idle + 1
    if (idle > 1) break
    if (idle > 0) await world.pause(INDEX_MS)
    due = await deliveriesToAttempt(read, now())
  }
  return { delivered, failed }
})
