// Cancels a top-up: what is not spent is held in the account until the gateway has refunded it.

import { guard } from '#domain/billing/guards.ts'
import type { BillingItem, CancellationItem } from '#domain/billing/items.ts'
import { TopupNotFound } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { cancellationOf, refund } from '#domain/billing/refunds.ts'
import { topupView } from '#domain/billing/views.ts'
import { byUser, takes } from '#domain/billing/writes.ts'
import { InsufficientBalance } from '#domain/wallet/problems.ts'
import { hold } from '#domain/wallet/writes.ts'
import { type Aggregate, aggregateOf, heldPart, parts } from '#flows/payment/aggregate.ts'
import { giveUp } from '#flows/payment/payments.ts'
import { giveMoneyBack, type Owed, resolveRefund } from '#flows/payment/refunds.ts'
import type { Call } from '#kernel/http/endpoint.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

type CancelCall = Call<typeof billing.cancelTopup>

interface Seen {
  readonly kind: 'look' | 'refund' | 'resume' | 'done'
  readonly found: BillingItem
  readonly now: string
  readonly owed?: Owed
}

const REASON = 'top-up cancelled'

export const handler = saga(billing.cancelTopup, async ({ path, request, commit, unanswered }) => {
  const seen = await commit<Seen>(async (call) => {
    const aggregate = await aggregateOf(call.read, path.topupId)
    if (!aggregate) return call.refuse(TopupNotFound)
    const found = call.require(aggregate.billing, guard.exists(), guard.owned(call.user))
    const kind = kindOf(found, call)
    if (kind !== 'refund') return { value: { kind, found, now: call.now } }
    call.require(found, takes('refund'))
    const { writes, owed } = intent(aggregate, call)
    return { writes, value: { kind, found, now: call.now, owed } }
  })
  if (seen.owed) await giveMoneyBack(commit, seen.owed, true)
  if (seen.kind === 'resume') await resolveRefund(commit, path.topupId)
  // The outcome of the started payment is not known yet, or it was captured just now: the same key asks again.
  if (seen.kind === 'look') {
    const finding = await giveUp(commit, seen.found, 'cancel', seen.now, request)
    if (finding === 'unknown' || finding === 'captured') unanswered()
  }
  return async ({ read, require }) => ({
    reply: topupView(require(await billingOf(read, path.topupId), guard.exists())),
  })
})

const kindOf = (
  { status, endedBy, cancellation, cancellations }: BillingItem,
  { request }: CancelCall,
): Seen['kind'] => {
  if (endedBy === request || cancellations.some((one) => one.request === request)) return 'done'
  if (cancellation?.request === request) return 'resume'
  return status === 'READY' || status === 'PAYING' ? 'look' : 'refund'
}

/** Stored before the gateway is asked to refund. */
const intent = ({ billing: found, account }: Aggregate, { user, request, now, refuse }: CancelCall) => {
  const { billingId, accountId = '', payAmount, refundedPay } = found
  const amount = Math.min(payAmount - refundedPay, account?.available ?? 0)
  if (amount <= 0) refuse(InsufficientBalance, { available: 0 })
  const made = cancellationOf(found, [], { reason: REASON, request }, now)
  const cancellation: CancellationItem = { ...made, pay: amount, held: amount }
  const part = heldPart(found, amount)
  const { withParts } = parts(found, part, [])
  const asked = byUser(user.userId, 'refund')
  const change = refund(found, cancellation, now, {
    set: { parts: part.map(({ pk, sk }) => `${pk}|${sk}`) },
    asks: [...asked.asks, withParts],
  })
  return {
    writes: [...hold(accountId, { billingId, amount }), change],
    owed: { billing: change.after, cancellation, now },
  }
}
