// Queries the gateway about a call that has been open for a minute, as the reconciler does, and returns the billing.

import { guard } from '#domain/billing/guards.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { billingView } from '#domain/billing/views.ts'
import { isOpen, reconcile } from '#flows/payment/reconcile.ts'
import { failure, log } from '#kernel/http/log.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.refreshBilling, async ({ path, user, commit }) => {
  const open = await commit(async ({ read, now, require }) => {
    const found = require(await billingOf(read, path.billingId), guard.exists(), guard.owned(user))
    return { value: isOpen(found, now) ? { found, now } : undefined }
  })
  // After a failure, the reply still shows the stored billing; the reconciler retries.
  if (open)
    await reconcile(commit, open.found, open.now).catch((error) =>
      log.warn('reconcile', { operation: billing.refreshBilling.operation, failure: failure(error) }),
    )
  return async ({ read, require }) => ({
    reply: billingView(require(await billingOf(read, path.billingId), guard.exists())),
  })
})
