// Lists the scheduled jobs with their last runs.

import { jobStates } from '#domain/ops/reads.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.listJobs, async ({ read, now }) => ({
  reply: { items: await jobStates(read, contracts, now) },
}))
