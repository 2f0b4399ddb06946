// Asks for an audit; the audit job sees the request on its next run.

import { auditRequestKey } from '../../shared/domain/ops/item.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { update } from '../../shared/kernel/write.ts'
import { ops } from './contract.ts'

export const handler = lambda(ops.requestAudit, ({ user, now }) => ({
  writes: [update('requestAudit', auditRequestKey, { set: { requestedAt: now, by: user.userId } })],
  reply: { requestedAt: now },
}))
