// Reads of job runs.

import type { Read } from '#kernel/commit/store.ts'
import { JobRun } from '#kernel/http/job-run.ts'

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
