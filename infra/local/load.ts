// The handlers of the whole API, found by the contracts' names. They read the environment, so it is set before.

import { contracts } from '../../functions/api.ts'
import { endpointsOf, handlerPath, jobsOf } from '../../shared/kernel/contract.ts'
import type { Handlers } from './launch.ts'

export const load = async (): Promise<Handlers> => ({
  entries: await Promise.all(
    endpointsOf(contracts).map(async (endpoint) => ({ endpoint, handler: await handlerOf(endpoint) })),
  ),
  jobs: await Promise.all(jobsOf(contracts).map(async (job) => ({ job, handler: await handlerOf(job) }))),
})

const handlerOf = async (entry: { module: string; name: string }) => {
  const path = handlerPath(entry)
  const { handler } = await import(new URL(`../../${path}`, import.meta.url).href)
  if (typeof handler !== 'function') throw new Error(`${path} exports no handler`)
  return handler
}
