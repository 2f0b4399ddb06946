// Relays events from the outbox: to the feeds of the users whom they concern, and into the lanes of webhook endpoints.

import { busIn } from '#domain/events/outlets.ts'
import { enabledEndpoints, waiting } from '#domain/events/reads.ts'
import { nextRelay } from '#domain/events/relay.ts'
import { takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { wake } from '#kernel/http/wake.ts'
import { events } from './contract.ts'

/** Subjects that notify the same user share transactions. The next run continues the rest. */
const BOUNDS = { parallel: 16, perParty: 1, forMs: 45_000 }

export const handler = job(events.relayEvents, async ({ read, now, step, world }) => {
  const found = await waiting(read)
  const outlets = found.length > 0 ? [...(await enabledEndpoints(read)), ...busIn(process.env)] : []
  const oldest = found.map(([{ at }]) => at).sort()[0] ?? now()
  const lagMs = Math.max(0, Date.parse(now()) - Date.parse(oldest))
  measure({ operation: events.relayEvents.operation, lagMs })
  let failed = 0
  const turns = found.map((items) => ({
    lane: 'outbox',
    party: items[0].of,
    run: async () => {
      try {
        let left = true
        while (left) left = await step((at) => nextRelay(at, items, outlets))
      } catch (error) {
        // The events stay in the outbox, and hold no other subject off.
        failed += 1
        log.warn('relay', { subject: items[0].subject, failure: failure(error) })
      }
    },
  }))
  await takeTurns(turns, BOUNDS)
  if (outlets.length > 0) await wake(world)
  return { subjects: found.length, events: found.flat().flatMap(({ events: all }) => all).length, failed, lagMs }
})
