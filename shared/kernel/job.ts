// Scheduled work: small transactions one after another, each planned from what is stored, so that it can end anywhere and go on later.

import type { Context } from 'aws-lambda'
import { commit } from './commit.ts'
import type { Job, Readable, Writable } from './contract.ts'
import { failure, log } from './log.ts'
import { measure } from './metrics.ts'
import { Problem } from './problem.ts'
import { type Runtime, runtime } from './runtime.ts'
import { type Meter, type Read, Store } from './store.ts'
import type { Write } from './write.ts'

/** What one step sees: a fresh look at the table, and the time. */
export interface Step<J extends Job> {
  readonly read: Read<Readable<J>>
  readonly now: string
}

export interface JobCall<J extends Job> {
  readonly read: Read<Readable<J>>
  now(): string
  /** Commits what the plan returns. @returns false where there was nothing to write, or a problem, which is logged, kept it back */
  step(plan: (at: Step<J>) => Promise<readonly Write<Writable<J>>[]>): Promise<boolean>
  readonly world: Runtime
}

export type JobHandler = (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<unknown>

/** @param work returns what is worth a log line */
export const job =
  <J extends Job>(entry: J, work: (call: JobCall<J>) => Promise<object>): JobHandler =>
  async (_, { awsRequestId: requestId }) => {
    const { operation } = entry
    try {
      const world = runtime()
      const store = new Store(world.client, world.tableName)
      const now = () => new Date(world.clock()).toISOString()
      const done = await work({ read: store, now, step: (plan) => step(world, store.meter, plan), world })
      log.info('job', { requestId, operation, ...done, ...store.meter })
      measure({ operation, meter: store.meter })
      return done
    } catch (error) {
      log.error('job', { requestId, operation, failure: failure(error) })
      throw error
    }
  }

const step = async (
  world: Runtime,
  meter: Meter,
  plan: (at: { read: Store; now: string }) => Promise<readonly Write[]>,
): Promise<boolean> => {
  const store = new Store(world.client, world.tableName, meter)
  let wrote = false
  try {
    await commit({
      store,
      world,
      precedence: [],
      plan: async () => {
        const writes = await plan({ read: store, now: new Date(world.clock()).toISOString() })
        wrote = writes.length > 0
        return { writes, reply: { status: 200 } }
      },
    })
    return wrote
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // One step that cannot be made keeps nobody else waiting; the next run tries it again.
    log.warn('step', { code: error.kind.code })
    return false
  }
}
