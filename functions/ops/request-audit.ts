// Requests an audit; the audit job reads the request on its next run.

import { AuditRequest } from '#domain/ops/items.ts'
import { asOperator } from '#domain/users/writes.ts'
import { update } from '#kernel/data/write.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.requestAudit, ({ user, now }) => ({
  writes: [
    update('requestAudit', AuditRequest.key(), { set: { requestedAt: now, by: user.userId } }),
    asOperator(user),
  ],
  reply: { requestedAt: now },
}))
