// Reads of job runs.

import type * as z from 'zod/mini'
import type { Read } from '#kernel/commit/store.ts'
import { type AnyContract, isScheduled, jobsOf } from '#kernel/http/contract.ts'
import { JobRun } from '#kernel/http/job-run.ts'
import type { JobState } from './schema.ts'
import { jobView } from './views.ts'

/** @returns seconds since the last run of the longest waiting job; null if no run is recorded */
export const oldestJobRunS = async (
  read: Read<'ops'>,
  operations: readonly string[],
  now: string,
): Promise<number | null> => {
  const runs = await read.all(operations.map((operation) => JobRun.key(operation)))
  const times = runs.flatMap((run) => (run?.lastRunAt ? [Date.parse(run.lastRunAt)] : []))
  // Clocks of processes differ, so a run may appear to be in the future.
  return times.length === 0 ? null : Math.max(0, Math.floor((Date.parse(now) - Math.min(...times)) / 1000))
}

/** The scheduled jobs with their last runs, by name. */
export const jobStates = async (
  read: Read<'ops'>,
  contracts: readonly AnyContract[],
  now: string,
): Promise<z.input<typeof JobState>[]> => {
  const jobs = jobsOf(contracts)
    .filter(isScheduled)
    .sort(({ operation: one }, { operation: other }) => (one < other ? -1 : 1))
  const runs = await read.all(jobs.map(({ operation }) => JobRun.key(operation)))
  return jobs.map((job, at) => jobView(job, runs[at], now))
}
