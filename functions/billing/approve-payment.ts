// The person has authenticated the payment: the state is claimed, the gateway captures, the billing is settled.

import { approve } from '../../shared/domain/billing/attempts.ts'
import { agrees } from '../../shared/domain/billing/gateways/gateway.ts'
import type { BillingItem } from '../../shared/domain/billing/item.ts'
import { BillingNotFound, BillingState, PaymentDeclined } from '../../shared/domain/billing/problems.ts'
import { billing as billingOf } from '../../shared/domain/billing/reads.ts'
import { rule } from '../../shared/domain/billing/rules.ts'
import { saga } from '../../shared/kernel/saga.ts'
import { billing } from './contract.ts'
import type { BillingCommit } from './saga/aggregate.ts'
import { attemptMeant, isBrowser, resultPage } from './saga/callback.ts'
import { gatewayOf, paymentOf } from './saga/gateways.ts'
import { captured, declined, held, resolveApproval } from './saga/payments.ts'

/** How long whoever claimed the state may take until another asks the gateway again. */
const LEASE_MS = 30_000

export const handler = saga(billing.approvePayment, async ({ path, query, accepts, commit }) => {
  const claimed = await commit(async ({ read, now, given, refuse }) => {
    const found = given(await billingOf(read, path.billingId), rule.exists())
    const attempt = attemptMeant(found, path.gateway, query.state) ?? refuse(BillingNotFound)
    if (found.status === 'SUCCESS') return { result: undefined }
    // Someone else is at it; what comes of it is not theirs alone.
    const since = Date.parse(now) - Date.parse(attempt.claimedAt ?? now)
    if (found.status === 'APPROVING' && since < LEASE_MS) return { result: undefined }
    const token = (await gatewayOf(found.gateway ?? 'KAKAOPAY')).token(paymentOf(found, attempt), query)
    if (token === undefined) refuse(BillingNotFound)
    given(found, rule.state('approve'))
    return { writes: [approve(found, now)], result: { found, token: token as string, now } }
  })
  if (claimed) await settle(commit, claimed)
  return async ({ read, given, refuse }) => {
    const { billingId, status } = given(await billingOf(read, path.billingId), rule.exists())
    if (status === 'READY' && !isBrowser(accepts)) refuse(PaymentDeclined)
    if (status === 'EXPIRED' || status === 'CANCELLED') refuse(BillingState)
    return { reply: { billingId, status }, location: resultPage({ billingId, status }) }
  }
})

interface Claimed {
  readonly found: BillingItem
  readonly token: string
  readonly now: string
}

const settle = async (commit: BillingCommit, { found, token, now }: Claimed): Promise<void> => {
  const { billingId, attempt, gateway, status } = found
  if (!attempt || !gateway) return
  // Asked before, and nobody knows what came of it: a look tells, and what is open then is asked once more.
  if (status === 'APPROVING') await resolveApproval(commit, found, now)
  const payment = paymentOf(found, attempt)
  const outcome = await (await gatewayOf(gateway)).approve(payment, token)
  if (outcome.kind === 'declined') return declined(commit, billingId, attempt)
  if (outcome.kind === 'unknown') return resolveApproval(commit, found, now)
  if (!agrees(payment, outcome.value)) return held(commit, billingId, 'the gateway captured what was not asked for')
  return captured(commit, billingId, { ...attempt, tid: outcome.value.tid, claimedAt: now })
}
