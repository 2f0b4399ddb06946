// The last run of each scheduled job, one item per job, for the health check.

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

const recorded = new Map<string, number>()

/**
 * @param run the event that invoked the job, the job, and its table
 * @returns whether to record the run: a manual run or an upload follows no schedule
 */
export const isDue = (run: { event: unknown; operation: string; tableName: string }): boolean => {
  if ((run.event as { source?: unknown } | undefined)?.source !== 'aws.events') return false
  const name = `${run.tableName} ${run.operation}`
  const last = recorded.get(name)
  if (last !== undefined && performance.now() - last < EVERY_MS) return false
  recorded.set(name, performance.now())
  return true
}

export const recordRun = (operation: string, now: string): Write<'ops'> =>
  update('recordRun', JobRun.key(operation), { set: { lastRunAt: now } })
