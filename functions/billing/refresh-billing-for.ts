// Queries the gateway about a billing for an operator, at most once in 10 seconds, and returns the billing.

import { guard } from '#domain/billing/guards.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { allowsLookUp, recordLookUp } from '#domain/billing/schedule.ts'
import { billingView } from '#domain/billing/views.ts'
import { record } from '#domain/ops/writes.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { asOperator } from '#domain/users/writes.ts'
import { lookNow } from '#flows/payment/reconcile.ts'
import { failure, log } from '#kernel/http/log.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.refreshBillingFor, async ({ path: { billingId }, user, commit }) => {
  const asked = await commit(async ({ read, now, id, require }) => {
    require(await read.get(User.key(user.userId)), ...isOperator(user))
    const found = require(await billingOf(read, billingId), guard.exists())
    if (!allowsLookUp(found, now)) return { value: undefined }
    const deed = { by: user.userId, what: 'ops.billing.looked-up', subject: billingId, reason: '' }
    return {
      writes: [recordLookUp(found, now), record(id('action'), deed, now), asOperator(user)],
      value: { found, now },
    }
  })
  // After a failure, the reply still shows the stored billing; the reconciler retries.
  if (asked)
    await lookNow(commit, asked.found, asked.found.attempt, asked.now).catch((error) =>
      log.warn('look-up', { operation: billing.refreshBillingFor.operation, failure: failure(error) }),
    )
  return async ({ read, require }) => ({
    reply: billingView(require(await billingOf(read, billingId), guard.exists())),
  })
})
