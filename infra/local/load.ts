// Imports all handlers by the names in the contracts. Handlers read the environment, so it must be set before.

import { contracts } from '#functions/api.ts'
import { refuseUntoldRenames } from '#infra/derive/renames.ts'
import { type Endpoint, endpointsOf, handlerPath, type Job, jobsOf } from '#kernel/http/contract.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'
import type { JobHandler } from './jobs.ts'
import type { Handlers } from './launch.ts'
import { heldToPolicy } from './policy.ts'

/** @throws Refusal if a contract does not tell of a renaming */
export const load = async (): Promise<Handlers> => {
  refuseUntoldRenames(endpointsOf(contracts))
  return all()
}

const all = async (): Promise<Handlers> => ({
  entries: await Promise.all(
    endpointsOf(contracts).map(async (endpoint) => ({ endpoint, handler: await handlerOf<LambdaHandler>(endpoint) })),
  ),
  jobs: await Promise.all(jobsOf(contracts).map(async (job) => ({ job, handler: await handlerOf<JobHandler>(job) }))),
})

const handlerOf = async <H extends LambdaHandler | JobHandler>(entry: Endpoint | Job): Promise<H> => {
  const path = handlerPath(entry)
  const { handler } = await import(new URL(`../../${path}`, import.meta.url).href)
  if (typeof handler !== 'function') throw new Error(`${path} exports no handler`)
  return heldToPolicy(entry, handler) as H
}
