// Resolves a review: an operator keeps the seats or releases them. Every decision is stored.

import { decisionsOf } from '#domain/billing/decisions.ts'
import { guard } from '#domain/billing/guards.ts'
import type { BillingItem, CancellationItem } from '#domain/billing/items.ts'
import { BillingState } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import {
  broughtBack,
  cancellationOf,
  expectedRefund,
  keep,
  paidOrders,
  refundRest,
  withBroughtBack,
} from '#domain/billing/refunds.ts'
import { billingView } from '#domain/billing/views.ts'
import { release, takes } from '#domain/billing/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { asOperator } from '#domain/users/writes.ts'
import { release as releaseCash } from '#domain/wallet/writes.ts'
import { type Aggregate, aggregateOf, heldPart, parts } from '#flows/payment/aggregate.ts'
import { leavingOf } from '#flows/payment/leaving.ts'
import { toCancelled, toReleased, toSettled } from '#flows/payment/transitions.ts'
import type { Call } from '#kernel/http/endpoint.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

type ReviewCall = Call<typeof billing.resolveReview>

export const handler = saga(billing.resolveReview, async ({ path, body, commit }) => {
  await commit(async (call) => {
    const { user, read } = call
    call.require(await read.get(User.key(user.userId)), ...isOperator(user))
    const found = await aggregateOf(read, path.billingId)
    // This request has been completed, and its reply was lost.
    if (found && isDecided(found, call)) return { value: undefined }
    call.require(found?.billing, guard.exists(), guard.impartial({ by: user.userId }), takes('released'))
    if (!found) return { value: undefined }
    const decided = body.resolution === 'SETTLE' ? settle(found, call) : await giveUp(found, call)
    if ('first' in decided) return decided
    const what = `ops.review.${body.resolution.toLowerCase()}`
    const deed = { by: user.userId, what, subject: path.billingId, reason: body.note }
    return { writes: [...decided, record(call.id('action'), deed, call.now), asOperator(user)], value: undefined }
  })
  return async ({ read, require }) => ({
    reply: billingView(require(await billingOf(read, path.billingId), guard.exists())),
  })
})

const isDecided = ({ billing: { decisions = [] } }: Aggregate, { request }: ReviewCall): boolean =>
  decisions.some((one) => one.request === request)

/** The decision, appended to the earlier ones. */
const decided = ({ billing: found }: Aggregate, { body, now, user, request }: ReviewCall) => {
  const { reason = '', at: since = now, stored, gateway } = found.review ?? {}
  const amounts = { ...(stored ? { stored } : {}), ...(gateway ? { gateway } : {}) }
  const decision = { reason, since, ...amounts, ...body, by: user.userId, at: now, request }
  return { set: { decisions: [...decisionsOf(found), decision] }, asks: [guard.impartial({ by: user.userId })] }
}

const isUnpaid = ({ billing: { orders, topup, captured } }: Aggregate): boolean =>
  topup ? captured === 0 : orders.every(({ status }) => status === 'RESERVED')

const settle = (aggregate: Aggregate, call: ReviewCall) => {
  const { billing: found } = aggregate
  if (isUnpaid(aggregate)) return toSettled(aggregate, call, decided(aggregate, call)).writes
  if (found.topup) return keepTopup(found, call.now, decided(aggregate, call))
  // Refunded orders cannot be kept.
  return paidOrders(found).length > 0 ? keep(found, call.now, decided(aggregate, call)) : call.refuse(BillingState)
}

/** The account keeps the money, also what was held for a refund. */
const keepTopup = (found: BillingItem, now: string, { set, asks }: ReturnType<typeof decided>) => {
  const { billingId, accountId = '', cancellation: { held } = {} } = found
  const part = heldPart(found, held)
  const { left, withParts } = parts(found, part, part)
  return [
    ...keep(found, now, { set: { ...set, parts: left }, asks: [...asks, withParts] }),
    ...(held === undefined ? [] : releaseCash(accountId, { billingId, amount: held })),
  ]
}

const giveUp = async (aggregate: Aggregate, call: ReviewCall) => {
  const { billing: found } = aggregate
  const asked = decided(aggregate, call)
  const checked = [call.user.userId]
  if (isUnpaid(aggregate)) {
    const leaving = await leavingOf(call, aggregate, { checked })
    return 'first' in leaving ? leaving : toReleased(leaving, 'released', call.now, asked).writes
  }
  const { cancellation } = found
  // The account has the money: its owner spends or cancels it.
  if (found.topup && !cancellation) call.refuse(BillingState)
  const orderIds = cancellation?.orderIds ?? paidOrders(found).map(({ orderId }) => orderId)
  // Only late money is left: no order belongs to it.
  if (orderIds.length === 0 && !cancellation)
    return release(found, 'released', { ...parts(found, [], []), ...asked, now: call.now }).writes
  if (cancellation && broughtBack(found) === 0) {
    // If the gateway reports no refund, the operator has refunded, or will.
    const byHand = isByHand(found) ? { byHand: (found.byHand ?? 0) + cancellation.pay } : {}
    const addition = { ...asked, set: { ...asked.set, ...byHand } }
    const leaving = await leavingOf(call, aggregate, { orderIds: cancellation.orderIds, checked })
    return 'first' in leaving ? leaving : toCancelled(leaving, 'refunded', cancellation, call, addition).writes
  }
  const rest = cancellation ? restOf(found, cancellation) : allOf(found, orderIds, call.now)
  return refundRest(found, rest, call.now, asked)
}

/** A refund in the console counts towards the refund. */
const restOf = (found: BillingItem, cancellation: CancellationItem): CancellationItem => {
  const after = withBroughtBack(found)
  const left = Math.min(cancellation.pay - broughtBack(found), after.payAmount - after.refundedPay)
  return { ...cancellation, no: found.events.length + 1, before: expectedRefund(after), pay: Math.max(0, left) }
}

const allOf = (found: BillingItem, orderIds: readonly string[], now: string): CancellationItem =>
  cancellationOf(withBroughtBack(found), orderIds, { reason: REVIEWED }, now)

const isByHand = (found: BillingItem): boolean => {
  const { gateway } = found.review ?? {}
  return gateway?.captured === found.payAmount && gateway.refunded === expectedRefund(found)
}

const REVIEWED = 'an operator gave the orders back'
