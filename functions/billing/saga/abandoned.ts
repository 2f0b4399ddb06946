// Handles redirects without a payment: the gateway's record counts, not the redirect.

import { guard } from '#domain/billing/guards.ts'
import { BillingNotFound, BillingState } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { declined, lookUp } from '#flows/payment/payments.ts'
import type { Call } from '#kernel/http/endpoint.ts'
import type { SagaCall } from '#kernel/http/saga.ts'
import type { billing } from '../contract.ts'
import { attemptMeant, resultPage } from './callback.ts'

type Abandoned = Pick<SagaCall<typeof billing.abandonPayment>, 'path' | 'query' | 'commit'>

/** All redirects without a payment are handled alike. */
export const endedAttempt = async ({ path, query, commit }: Abandoned) => {
  const left = await commit(async ({ read, now, require, refuse }) => {
    const found = require(await billingOf(read, path.billingId), guard.exists())
    const attempt = attemptMeant(found, path.gateway, query.state) ?? refuse(BillingNotFound)
    if (!['READY', 'PAYING', 'APPROVING'].includes(found.status)) refuse(BillingState)
    return { value: found.status === 'PAYING' ? { found, attempt, now } : undefined }
  })
  if (left) {
    const finding = await lookUp(commit, left.found, left.attempt, left.now)
    // No request captures an abandoned payment, so an open one counts as not made.
    if (finding === 'dead' || finding === 'open') await declined(commit, path.billingId, left.attempt)
  }
  return async ({ read, require }: Pick<Call<typeof billing.abandonPayment>, 'read' | 'require'>) => {
    const { billingId, status } = require(await billingOf(read, path.billingId), guard.exists())
    return { reply: { billingId, status }, location: resultPage({ billingId, status }) }
  }
}
