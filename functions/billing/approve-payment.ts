// Captures an authenticated payment: claims the state, calls the gateway, settles the billing.

import { approve, isLeased } from '#domain/billing/attempts.ts'
import { agrees } from '#domain/billing/gateways/gateway.ts'
import { guard } from '#domain/billing/guards.ts'
import type { BillingItem } from '#domain/billing/items.ts'
import { BillingNotFound, BillingState, PaymentDeclined } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { takes } from '#domain/billing/writes.ts'
import { aggregateOf, type BillingCommit, type Modules } from '#flows/payment/aggregate.ts'
import { gatewayOf, paymentOf } from '#flows/payment/gateways.ts'
import { captured, declined, held, resolveApproval } from '#flows/payment/payments.ts'
import { isTimely, timely } from '#flows/payment/transitions.ts'
import type { Read } from '#kernel/commit/store.ts'
import { prefersPage } from '#kernel/http/language.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'
import { attemptMeant, refusedPage, resultPage } from './saga/callback.ts'

export const handler = saga(
  billing.approvePayment,
  async ({ path, query, accepts, commit }) => {
    let plans = 0
    const claimed = await commit(async ({ read, now, require, refuse }) => {
      const found = require(await billingOf(read, path.billingId), guard.exists())
      const attempt = attemptMeant(found, path.gateway, query.state) ?? refuse(BillingNotFound)
      if (found.status === 'SUCCESS') return { value: undefined }
      // Another request holds the lease; report the current state.
      if (isLeased(found, now)) return { value: undefined }
      plans += 1
      // The transaction requires upcoming matches. They are read only after it refused.
      const isClosed = (plans > 1 || found.status === 'APPROVING') && !(await isOpen(read, path.billingId, now))
      // The reconciler resolves the first capture call.
      if (found.status === 'APPROVING' && isClosed) return { value: undefined }
      const token = (await gatewayOf(found.gateway ?? 'KAKAOPAY')).token(paymentOf(found, attempt), query)
      if (token === undefined) return refuse(BillingNotFound)
      require(found, takes('approve'))
      if (isClosed) refuse(BillingState)
      const approving = approve(found, now)
      const value = { found: approving.after, token, now, again: found.status === 'APPROVING' }
      return { writes: [...timely(found, now), approving], value }
    })
    if (claimed) await settle(commit, claimed)
    return async ({ read, require, refuse }) => {
      const { billingId, status } = require(await billingOf(read, path.billingId), guard.exists())
      if (status === 'READY' && !prefersPage(accepts)) refuse(PaymentDeclined)
      if (status === 'EXPIRED' || status === 'CANCELLED') refuse(BillingState)
      return { reply: { billingId, status }, location: resultPage({ billingId, status }) }
    }
  },
  refusedPage,
)

const isOpen = async (read: Read<Modules>, billingId: string, now: string): Promise<boolean> => {
  const aggregate = await aggregateOf(read, billingId)
  return aggregate !== undefined && isTimely(aggregate, now)
}

interface Claimed {
  /** The billing after the claim. */
  readonly found: BillingItem
  readonly token: string
  readonly now: string
  /** The gateway was called before, and its answer was lost. */
  readonly again: boolean
}

/** Up to this duration, another attempt ends before API Gateway's timeout. */
const QUICK_MS = 3000

const settle = async (commit: BillingCommit, claimed: Claimed): Promise<void> => {
  const { found, token, now, again } = claimed
  const { billingId, attempt, gateway } = found
  if (!attempt || !gateway) return
  // A look-up resolves the first call. A payment that is still open is captured by a second call, which captures once.
  if (again && (await resolveApproval(commit, found, now)) !== 'open') return
  const payment = paymentOf(found, attempt)
  const outcome = await (await gatewayOf(gateway)).approve(payment, token)
  if (outcome.kind === 'ok') {
    if (!agrees(payment, outcome.value)) {
      // Nothing has been refunded yet.
      const { captured, tid: paymentId } = outcome.value
      const gateway = { captured, refunded: 0 }
      const record = { ...gateway, paymentId, status: 'APPROVED' }
      return held(commit, found, { reason: 'the gateway captured what was not asked for', gateway, record })
    }
    return captured(commit, billingId, { ...attempt, tid: outcome.value.tid })
  }
  if (outcome.kind === 'declined') return declined(commit, billingId, attempt)
  const until = await commit(async (at) => ({ value: at.now }))
  const isQuick = Date.parse(until) - Date.parse(now) < QUICK_MS
  if (!again && isQuick) return settle(commit, { ...claimed, again: true })
  // After a slow look-up and capture, there is no time for another look-up: the reconciler makes it.
  if (!again || isQuick) await resolveApproval(commit, found, now)
}
