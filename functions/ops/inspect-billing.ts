// Shows a billing or a top-up to an operator.

import { BillingNotFound } from '#domain/billing/problems.ts'
import { billing } from '#domain/billing/reads.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { inspectBilling } from '#flows/inspection/billing.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.inspectBilling, async ({ user, path, now, id, read, refuse }) => {
  const found = (await billing(read, path.billingId)) ?? refuse(BillingNotFound)
  const seen = { by: user.userId, what: 'ops.billing.read', subject: path.billingId }
  return { writes: [recordRead(id('action'), seen, now), asOperator(user)], reply: await inspectBilling(read, found) }
})
