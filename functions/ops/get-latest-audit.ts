// Returns the state of the audit, and the violations that the last one found.

import { AuditProgress, AuditRequest, LastAudit } from '#domain/ops/items.ts'
import { latestAuditView } from '#domain/ops/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.getLatestAudit, async ({ read }) => {
  const [last, request, progress] = await read.all([LastAudit.key(), AuditRequest.key(), AuditProgress.key()])
  return { reply: latestAuditView({ last, request, progress }) }
})
