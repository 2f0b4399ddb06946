// Returns a billing to its user.

import { guard } from '#domain/billing/guards.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { billingView } from '#domain/billing/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.getBilling, async ({ path, user, read, require }) => ({
  reply: billingView(require(await billingOf(read, path.billingId), guard.exists(), guard.owned(user))),
}))
