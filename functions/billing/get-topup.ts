// Returns a top-up to its owner.

import { guard } from '#domain/billing/guards.ts'
import { TopupNotFound } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { topupView } from '#domain/billing/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.getTopup, async ({ user, path, read, require, refuse }) => {
  const found = (await billingOf(read, path.topupId)) ?? refuse(TopupNotFound)
  return { reply: topupView(require(found, guard.exists(), guard.owned(user))) }
})
