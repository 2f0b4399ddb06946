// Jobs: work without a caller, in small transactions planned from stored data, so that a run can stop anywhere and resume.

import type { Context } from 'aws-lambda'
import { commit } from '#kernel/commit/commit.ts'
import type { CommitStep, PlanContext } from '#kernel/commit/plan.ts'
import { type Runtime, runtime } from '#kernel/commit/runtime.ts'
import { type Meter, type Read, Store } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy } from '#kernel/data/problems.ts'
import { typeId } from '#kernel/data/typeid.ts'
import type { Check, Write } from '#kernel/data/write.ts'
import { patient, upcasting } from './clients.ts'
import type { Job, Readable, Writable } from './contract.ts'
import { isDue, recordRun } from './job-run.ts'
import { failure, log } from './log.ts'
import { measure } from './metrics.ts'

export interface JobCall<J extends Job> {
  /** The event that started the run. */
  readonly event: unknown
  readonly read: Read<Readable<J>>
  now(): string
  /** Commits one transaction, planned from fresh reads. @throws Problem if a guard is broken */
  readonly commit: CommitStep<Readable<J>, Writable<J>, string>
  /** Commits the writes of the plan. @returns false if there were none, or a guard was broken, which is logged */
  step(
    plan: (at: PlanContext<Readable<J>>) => Promise<readonly (Write<Writable<J>> | Check<Readable<J>>)[]>,
  ): Promise<boolean>
  readonly world: Runtime
}

export type JobHandler = (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<unknown>

/** @param work returns the members of the log line */
export const job =
  <J extends Job>(entry: J, work: (call: JobCall<J>) => Promise<object>): JobHandler =>
  async (event, { awsRequestId: requestId }) => {
    const { operation } = entry
    try {
      const world = runtime()
      const store = new Store(upcasting(patient(world)), world.tableName)
      const now = () => new Date(world.clock()).toISOString()
      const commit = committing(world, { operation, meter: store.meter })
      const done = await work({ event, read: store, now, commit, step: (plan) => step(commit, plan), world })
      if (isDue({ event, operation, world })) await step(commit, async (at) => [recordRun(operation, at.now)])
      log.info('job', { requestId, operation, ...done, ...store.meter })
      measure({ operation, meter: store.meter })
      return done
    } catch (error) {
      log.error('job', { requestId, operation, failure: failure(error) })
      throw error
    }
  }

/** The time limit of one transaction of a job, waits included. */
const STEP_MS = 20_000

const committing =
  (
    world: Runtime,
    { operation, meter }: { readonly operation: string; readonly meter: Meter },
  ): CommitStep<string, string, string> =>
  async (plan) => {
    const { elapsed, random, memory } = world
    const deadline = { until: elapsed() + STEP_MS, elapsed }
    const store = new Store(upcasting(world.client), world.tableName, meter, { deadline, memory })
    const contextNow = (): PlanContext<string> => {
      const now = world.clock()
      return { read: store, now: new Date(now).toISOString(), id: (prefix) => typeId(prefix, now, random(10)), random }
    }
    const { value } = await commit({ store, world, operation, precedence: [], plan: () => plan(contextNow()) })
    return value
  }

const step = async (
  commit: CommitStep<string, string, string>,
  plan: (at: PlanContext<string>) => Promise<readonly Write[]>,
): Promise<boolean> => {
  try {
    return await commit(async (at) => {
      const writes = await plan(at)
      return { writes, value: writes.length > 0 }
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // A refused step does not stop the others; the next run retries it. Where the items were busy, nothing is wrong.
    log[error.kind === Busy ? 'info' : 'warn']('step', { code: error.kind.code })
    return false
  }
}
