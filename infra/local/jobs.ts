// The contracts' jobs, run on timers as the cloud's scheduler would, only sooner.

import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import type { Job } from '#kernel/http/contract.ts'
import { contextOf } from './context.ts'

export type JobHandler = (event: object, context: Context) => Promise<unknown>

export interface Scheduled {
  /** Without a period it is run for what arrives in the bucket. */
  readonly job: Pick<Job, 'operation'> & { readonly everyMinutes?: number; readonly arrivesIn?: string }
  readonly handler: JobHandler
}

/** Nobody wants to wait for minutes here; a job that finds nothing to do costs next to nothing. */
const EVERY_MS = 1000
const DRAIN_MS = 5000
/** What EventBridge sends with each run. */
const BY_SCHEDULE = { source: 'aws.events', 'detail-type': 'Scheduled Event' }

/** @returns what ends them, once those that run have finished */
export const runJobs = (scheduled: readonly Scheduled[]): (() => Promise<void>) => {
  const ends = scheduled.filter(({ job }) => job.arrivesIn === undefined).map(repeat)
  return async () => {
    await Promise.race([Promise.all(ends.map((end) => end())), pause(DRAIN_MS, undefined, { ref: false })])
  }
}

const repeat = ({ job, handler }: Scheduled): (() => Promise<void> | undefined) => {
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    try {
      await handler(BY_SCHEDULE, contextOf(job.operation))
    } catch (error) {
      console.error(`${job.operation} failed and will run again:`, error)
    }
    running = undefined
  }
  const timer = setInterval(() => {
    running ??= run()
  }, EVERY_MS).unref()
  return () => {
    clearInterval(timer)
    return running
  }
}
