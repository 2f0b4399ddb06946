// Returns the health of the service; with `deep`, also of the table, the bucket and the jobs.

import type * as z from 'zod/mini'
import { oldestJobRunS } from '#domain/ops/reads.ts'
import type { Read } from '#kernel/commit/store.ts'
import { type checks, Unavailable } from '#kernel/data/problems.ts'
import { isScheduled, jobsOf } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { failure, log } from '#kernel/http/log.ts'
import { VERSION } from '#kernel/http/version.ts'
import { bucketAnswers } from '#media/bucket.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

type Checks = z.output<typeof checks>

const operations = jobsOf(contracts)
  .filter(isScheduled)
  .map(({ operation }) => operation)

/** The endpoint is public, so a process checks at most once a second and reuses the result. */
const KEPT_MS = 1000
let last: { readonly at: number; readonly found: Promise<Checks> } | undefined

export const handler = endpoint(ops.getHealth, async ({ query, read, now, refuse }) => {
  const reply = { status: 'ok' as const, version: VERSION }
  if (query.deep !== 'true') return { reply }
  const at = Date.parse(now)
  // The absolute difference, so that a clock set back does not keep a result.
  if (!last || Math.abs(at - last.at) >= KEPT_MS) last = { at, found: look(read, now) }
  const checks = await last.found
  if (checks.table !== 'ok' || checks.bucket !== 'ok') refuse(Unavailable, { checks })
  return { reply: { ...reply, checks } }
})

const look = async (read: Read<'ops'>, now: string): Promise<Checks> => {
  const [oldest, bucket] = await Promise.all([
    oldestJobRunS(read, operations, now).catch((error) => {
      // The reply states that the table is unavailable, the log states why.
      log.warn('health', { failure: failure(error) })
      return undefined
    }),
    bucketAnswers('images', now),
  ])
  return {
    table: oldest === undefined ? 'unavailable' : 'ok',
    bucket: bucket ? 'ok' : 'unavailable',
    oldestJobRunS: oldest ?? null,
  }
}
