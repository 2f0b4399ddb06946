// Continues a billing that waits for a gateway or its expiry; used by jobs, webhooks and requests.

import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import { paidOrders, refund } from '#domain/billing/refunds.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { LAST } from '#kernel/data/key.ts'
import { aggregateOf, type BillingCommit } from './aggregate.ts'
import { change, compareOnce, comparePaid, giveUp, lookForLateMoney, lookUp, resolveApproval } from './payments.ts'
import { resolveRefund } from './refunds.ts'
import { closing, MATCH_CANCELLED } from './transitions.ts'

/** Whether a gateway call is open and due. */
export const isOpen = ({ status, dueSk = '~' }: BillingItem, now: string): boolean =>
  (status === 'APPROVING' || status === 'CANCELLING') && dueSk <= now + LAST

/** The gateway that must answer before the billing can end; undefined: none. */
export const laneOf = ({ status, gateway, attempt, claimed, cancellation, payAmount }: BillingItem): string => {
  if (!gateway || (status === 'CANCELLING' && cancellation?.pay === 0)) return 'none'
  const isPaid = status === 'SUCCESS' || status === 'PARTIALLY_CANCELLED'
  return isPaid ? (payAmount > 0 ? gateway : 'none') : attempt || claimed.length > 0 ? gateway : 'none'
}

export const reconcile = async (commit: BillingCommit, billing: BillingItem, now: string): Promise<void> => {
  switch (billing.status) {
    case 'READY':
    case 'PAYING':
      if (billing.expiresAt <= now) await giveUp(commit, billing, 'expire', now)
      return
    case 'APPROVING':
      await resolveApproval(commit, billing, now)
      return undefined
    case 'CANCELLING':
      return resolveRefund(commit, billing.billingId)
    case 'SUCCESS':
    case 'PARTIALLY_CANCELLED':
      return billing.duePk ? compareOnce(commit, billing, now) : undefined
    case 'EXPIRED':
    case 'CANCELLED':
      return lookForLateMoney(commit, billing, now)
    default:
      return undefined
  }
}

const isPaid = ({ status }: BillingItem): boolean => status === 'SUCCESS' || status === 'PARTIALLY_CANCELLED'

/** Asks the gateway about an attempt, whether or not it is due. @returns whether the gateway answered */
export const lookNow = async (
  commit: BillingCommit,
  billing: BillingItem,
  attempt: AttemptItem | undefined,
  now: string,
): Promise<boolean> => {
  if (billing.status === 'APPROVING' || billing.status === 'CANCELLING') {
    await reconcile(commit, billing, now)
    return true
  }
  // A review is the operator's task.
  if (billing.status === 'REVIEW') return true
  if (isPaid(billing)) return (await comparePaid(commit, billing, now)) !== 'unknown'
  return !attempt || (await lookUp(commit, billing, attempt, now)) !== 'unknown'
}

/** Handles a cancelled match: refunds its order, or releases an unpaid billing. Performs one step; more may follow. */
export const leaveMatch = async (commit: BillingCommit, billingId: string, matchId: string): Promise<void> => {
  const found = await commit(async ({ read, now }) => {
    const { billing } = (await aggregateOf(read, billingId)) ?? {}
    return { value: billing && { billing, now } }
  })
  if (!found) return
  const { billing, now } = found
  if (billing.status === 'READY' || billing.status === 'PAYING') {
    await giveUp(commit, billing, 'cancel', now)
    return
  }
  if (billing.status === 'APPROVING' || billing.status === 'CANCELLING')
    return isOpen(billing, now) ? reconcile(commit, billing, now) : undefined
  await change(commit, billingId, (aggregate, at) => {
    const paid = paidOrders(aggregate.billing).map(({ orderId }) => orderId)
    const closed = aggregate.places.filter(({ order }) => order.matchId === matchId && paid.includes(order.orderId))
    const isPaid = ['SUCCESS', 'PARTIALLY_CANCELLED'].includes(aggregate.billing.status)
    if (!isPaid || closed.length === 0) return []
    const cancellation = closing(aggregate.billing, closed, MATCH_CANCELLED, at.now)
    return [refund(aggregate.billing, cancellation, at.now, noAddition)]
  })
  await resolveRefund(commit, billingId)
}
