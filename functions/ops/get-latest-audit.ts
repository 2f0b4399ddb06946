// Returns the state of the audit, and the violations that the last one found.

import { AuditProgress, AuditRequest, LastAudit } from '#domain/ops/items.ts'
import { latestAuditView } from '#domain/ops/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.getLatestAudit, async ({ user, read, require }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const [last, request, progress] = await read.all([LastAudit.key(), AuditRequest.key(), AuditProgress.key()])
  return { reply: latestAuditView({ last, request, progress }) }
})
