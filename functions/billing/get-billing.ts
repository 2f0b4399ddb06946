// One billing, for its user; what was left open at a gateway for too long is looked up first.

import { billing as billingOf } from '#domain/billing/reads.ts'
import { rule } from '#domain/billing/rules.ts'
import { billingView } from '#domain/billing/views.ts'
import { isOpen, reconcile } from '#flows/payment/reconcile.ts'
import { failure, log } from '#kernel/http/log.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.getBilling, async ({ path, user, commit }) => {
  const open = await commit(async ({ read, now, require }) => {
    const found = require(await billingOf(read, path.billingId), rule.exists(), rule.owned(user.userId))
    return { value: isOpen(found, now) ? { found, now } : undefined }
  })
  // Whoever only looks is answered in any case; the job tries again.
  if (open)
    await reconcile(commit, open.found, open.now).catch((error) =>
      log.warn('reconcile', { operation: billing.getBilling.operation, failure: failure(error) }),
    )
  return async ({ read, require }) => ({
    reply: billingView(require(await billingOf(read, path.billingId), rule.exists())),
  })
})
