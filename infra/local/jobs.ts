// Runs the scheduled jobs of the contracts on timers, more often than in the cloud.

import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import type { Job } from '#kernel/http/contract.ts'
import { contextOf } from './context.ts'

export type JobHandler = (event: object, context: Context) => Promise<unknown>

export interface Scheduled {
  /** Without a period, the job runs on uploads to the bucket. */
  readonly job: Pick<Job, 'operation'> & { readonly everyMinutes?: number; readonly arrivesIn?: string }
  readonly handler: JobHandler
}

/** Short, because developers should not wait minutes; an idle job is cheap. */
const EVERY_MS = 1000
const DRAIN_MS = 5000
/** The event that EventBridge sends to a scheduled job. */
const BY_SCHEDULE = { source: 'aws.events', 'detail-type': 'Scheduled Event' }

/** @returns a function that stops the timers and waits for running jobs */
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
