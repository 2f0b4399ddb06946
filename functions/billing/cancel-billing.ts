// Cancels a billing or some of its orders, in any state that allows it, and asks the gateway for the refund.

import { isLeased } from '#domain/billing/attempts.ts'
import { guard } from '#domain/billing/guards.ts'
import type { BillingItem, CancellationItem } from '#domain/billing/items.ts'
import { BillingNotFound, BillingState } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { cancellationOf, paidOrders, refund } from '#domain/billing/refunds.ts'
import { billingView } from '#domain/billing/views.ts'
import { byUser, takes } from '#domain/billing/writes.ts'
import { leavable, stillLeavable } from '#domain/matches/releases.ts'
import { type Aggregate, aggregateOf, isOwn } from '#flows/payment/aggregate.ts'
import { leavingOf } from '#flows/payment/leaving.ts'
import { giveUp } from '#flows/payment/payments.ts'
import { giveMoneyBack, type Owed, resolveRefund } from '#flows/payment/refunds.ts'
import { toCancelled, toReleased } from '#flows/payment/transitions.ts'
import type { Call } from '#kernel/http/endpoint.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

type CancelCall = Call<typeof billing.cancelBilling>

/** If the look-up took longer, the reconciler requests the refund: there is no time left to wait for it. */
const SPARE_MS = 3000
/** An unpaid billing may turn out to be paid, or a payment may start in the meantime: then the decision is repeated. */
const ROUNDS = 3

export const handler = saga(billing.cancelBilling, async ({ path, user, request, commit, unanswered }) => {
  let begun: string | undefined
  for (let round = 0; round < ROUNDS; round += 1) {
    const { kind, found, now, owed } = await commit<Seen>(async (call) => {
      const aggregate = await own(call)
      const way = wayOf(aggregate, call)
      const seen: Seen = { kind: way.kind, found: aggregate.billing, now: call.now }
      if (way.kind !== 'refund') return { value: seen }
      const { billing: before } = aggregate
      const { cancellation } = way
      const intent = refund(before, cancellation, call.now, byUser(user.userId, 'refund'))
      return {
        writes: [...unstarted(aggregate, cancellation, call.now), intent],
        value: { ...seen, owed: { billing: intent.after, cancellation, now: call.now } },
      }
    })
    begun ??= now
    if (owed && Date.parse(now) - Date.parse(begun) < SPARE_MS) await giveMoneyBack(commit, owed, true)
    if (kind === 'resume') await resolveRefund(commit, path.billingId)
    if (kind === 'refund' || kind === 'resume' || kind === 'done') return shown(path.billingId)
    if (kind !== 'look') break
    // The outcome of the started payment is not known yet.
    const finding = await giveUp(commit, found, 'cancel', now, request)
    if (finding === 'unknown' || round === ROUNDS - 1) unanswered()
  }
  return async (call) => {
    const aggregate = await own(call)
    const way = wayOf(aggregate, call)
    const { billing: found } = aggregate
    if (way.kind === 'release') {
      const leaving = await leavingOf(call, aggregate)
      if ('first' in leaving) return leaving
      const { writes, after } = toReleased(leaving, 'cancel', call.now, byUser(user.userId, 'cancel'))
      return { writes, reply: billingView(after) }
    }
    if (way.kind === 'done') return { reply: billingView(found) }
    // A payment has started in the meantime.
    if (way.kind !== 'return') return unanswered()
    const { cancellation } = way
    const asked = byUser(user.userId, 'return')
    const leaving = await leavingOf(call, aggregate, cancellation)
    if ('first' in leaving) return leaving
    const { writes, after } = toCancelled(leaving, 'return', cancellation, call, asked, (match) =>
      stillLeavable(match, call.now, found.createdAt),
    )
    return { writes, reply: billingView(after) }
  }
})

/** The current state. */
const shown =
  (billingId: string) =>
  async ({ read, require }: CancelCall) => ({
    reply: billingView(require(await billingOf(read, billingId), guard.exists())),
  })

interface Seen {
  readonly owed?: Owed
  readonly kind: Way['kind']
  readonly found: BillingItem
  readonly now: string
}

const own = async ({ path, user, read, require, refuse }: CancelCall): Promise<Aggregate> => {
  const aggregate = await aggregateOf(read, path.billingId)
  require(aggregate?.billing, guard.exists(), guard.owned(user))
  return aggregate ?? refuse(BillingNotFound)
}

type Way =
  /** Unpaid, and no gateway can have money. */
  | { readonly kind: 'release' }
  /** Unpaid, but a gateway was called. */
  | { readonly kind: 'look' }
  /** Paid without a gateway, or orders without a gateway share. */
  | { readonly kind: 'return'; readonly cancellation: CancellationItem }
  | { readonly kind: 'refund'; readonly cancellation: CancellationItem }
  /** This request is in progress, or another process has completed it. */
  | { readonly kind: 'resume' | 'done' }

const wayOf = ({ billing: found, places }: Aggregate, call: CancelCall): Way => {
  const { status, cancellation, cancellations, endedBy } = found
  if (endedBy === call.request || cancellations.some(({ request }) => request === call.request)) return { kind: 'done' }
  if (cancellation?.request === call.request) return { kind: 'resume' }
  // A capture that was never called: its lease is over, and the gateway knows whether anything was captured.
  const isStuck = status === 'APPROVING' && !isLeased(found, call.now)
  const isUnpaid = status === 'READY' || status === 'PAYING' || isStuck
  const orderIds = chosen(found, isUnpaid ? allOf(found) : paidOrders(found).map(({ orderId }) => orderId), call)
  if (isUnpaid) {
    // An unpaid billing is cancelled as a whole.
    if (orderIds.length < found.orders.length) call.refuse(BillingState)
    return { kind: found.attempt ? 'look' : 'release' }
  }
  call.require(found, takes('refund'))
  const excused = places
    .filter((place) => place.match.status === 'CANCELLED' && !isOwn(place, found))
    .filter(({ order }) => orderIds.includes(order.orderId))
    .map(({ order }) => order.orderId)
  const asked = {
    reason: call.body.reason,
    request: call.request,
    withdrawnAt: call.now,
    ...(excused.length > 0 ? { excused } : {}),
  }
  const made = cancellationOf(found, orderIds, asked, call.now)
  return { kind: made.pay > 0 ? 'refund' : 'return', cancellation: made }
}

const allOf = ({ orders }: BillingItem): string[] => orders.map(({ orderId }) => orderId)

/** The orders to cancel: the named ones, or all that remain. */
const chosen = (found: BillingItem, left: readonly string[], { body, refuse, invalid }: CancelCall) => {
  for (const [at, orderId] of body.orderIds?.entries() ?? []) {
    if (!allOf(found).includes(orderId))
      invalid(`/orderIds/${at}`, { en: 'must be an order of this billing', ko: '이 청구의 주문이어야 합니다.' })
    if (!left.includes(orderId)) refuse(BillingState)
  }
  return body.orderIds ?? left
}

/** Requires that no match has started: otherwise nothing is cancelled. */
const unstarted = ({ billing: { createdAt }, places }: Aggregate, { orderIds }: CancellationItem, now: string) =>
  places.filter(({ order }) => orderIds.includes(order.orderId)).map(({ match }) => leavable(match, now, createdAt))
