// The last run of each scheduled job, one item per job, for the health check.

import type { Runtime } from '#kernel/commit/runtime.ts'
import { space } from '#kernel/data/item.ts'
import { update, type Write } from '#kernel/data/write.ts'

export interface JobRunItem {
  lastRunAt?: string
}

/** Owned by operations, written by the kernel, so a job needs no own access to it. */
export const jobRuns = space('ops', 'JOB')

export const JobRun = jobRuns.item<JobRunItem>()('JOB', 'RUN', (operation: string) => operation)

/** The minimum time between two records of a job: a local process runs jobs every second. */
const EVERY_MS = 10_000

/** By client: tables of different clients have nothing in common. */
const recorded = new WeakMap<object, Map<string, number>>()

interface Run {
  /** The event that invoked the job. */
  readonly event: unknown
  readonly operation: string
  readonly world: Pick<Runtime, 'client' | 'tableName' | 'elapsed'>
}

/** @returns whether to record the run: a manual run or an upload follows no schedule */
export const isDue = ({ event, operation, world }: Run): boolean => {
  if ((event as { source?: unknown } | undefined)?.source !== 'aws.events') return false
  const { client, tableName, elapsed } = world
  const times = recorded.get(client) ?? new Map<string, number>()
  recorded.set(client, times)
  const name = `${tableName} ${operation}`
  const last = times.get(name)
  if (last !== undefined && elapsed() - last < EVERY_MS) return false
  times.set(name, elapsed())
  return true
}

export const recordRun = (operation: string, now: string): Write<'ops'> =>
  update('recordRun', JobRun.key(operation), { set: { lastRunAt: now } })
