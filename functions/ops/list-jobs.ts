// Lists the scheduled jobs with their last runs, by name.

import { jobStates } from '#domain/ops/reads.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.listJobs, async ({ user, read, require, page: { limit, after }, now, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { operation: last = '' } = after ?? {}
  const left = (await jobStates(read, contracts, now)).filter(({ operation }) => operation > last)
  const items = left.slice(0, limit)
  const next = left.length > limit ? items.at(-1) : undefined
  return { reply: { items, nextCursor: cursor(next && { operation: next.operation }) } }
})
