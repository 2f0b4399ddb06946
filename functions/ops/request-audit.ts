// Requests an audit; the audit job reads the request on its next run.

import { AuditRequest } from '#domain/ops/items.ts'
import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { update } from '#kernel/data/write.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.requestAudit, ({ user, now, id }) => {
  const deed = { by: user.userId, what: 'ops.audit.requested', subject: 'audit', reason: '' }
  return {
    writes: [
      update('requestAudit', AuditRequest.key(), { set: { requestedAt: now, by: user.userId } }),
      record(id('action'), deed, now),
      asOperator(user),
    ],
    reply: { requestedAt: now },
  }
})
