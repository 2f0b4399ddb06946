// Refunds at a gateway: requested once, looked up before a repeat.

import { agreesOn, type Standing } from '#domain/billing/gateways/gateway.ts'
import type { AttemptItem, BillingItem, CancellationItem } from '#domain/billing/items.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { type Misfit, mismatch } from '#domain/billing/refunds.ts'
import { lookAgain } from '#domain/billing/schedule.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { aggregateOf, type BillingCommit } from './aggregate.ts'
import { foundAt, gatewayOf, paymentOf } from './gateways.ts'
import { leavingOf } from './leaving.ts'
import { toCancelled } from './transitions.ts'

/** How long a gateway may refuse a refund before an operator decides. */
const PATIENCE_MS = 60 * 60_000

export interface Owed {
  readonly billing: BillingItem
  readonly cancellation: CancellationItem
  readonly now: string
}

/** Completes the refund of a billing in CANCELLING, as far as the gateway allows. */
export const resolveRefund = async (commit: BillingCommit, billingId: string): Promise<void> => {
  const owed = await commit(async ({ read, now }) => {
    const found = await billingOf(read, billingId)
    const cancellation = found?.status === 'CANCELLING' ? found.cancellation : undefined
    return { value: found && cancellation ? { billing: found, cancellation, now } : undefined }
  })
  if (owed) await giveMoneyBack(commit, owed, false)
}

/** @param fresh the gateway cannot have been asked yet, so there is nothing to look up */
export const giveMoneyBack = async (commit: BillingCommit, owed: Owed, fresh: boolean): Promise<void> => {
  if (owed.cancellation.pay === 0) return settle(commit, owed)
  const { billingId, gateway, attempt } = owed.billing
  if (!gateway || !attempt?.tid) throw new Error(`${billingId} has a refund due, but no captured payment.`)
  // Toss assigns the payment id at the capture. If it is not stored, a look-up returns it.
  const needsLookUp = !fresh || attempt.tid === paymentOf(owed.billing, attempt).orderId
  const before: Found = needsLookUp ? await standing(owed, attempt) : { is: 'owing', tid: attempt.tid }
  if (before.is === 'owing' && (await ask(owed, { ...attempt, tid: before.tid }))) return settle(commit, owed)
  // The gateway's record decides, not its answer. A request has time for one look-up; the next run makes another.
  const { is, gateway: said, record } = needsLookUp ? before : await standing(owed, attempt)
  if (is === 'returned') return settle(commit, owed)
  if (is === 'mismatch')
    return review(commit, owed, {
      reason: 'what the gateway gave back is not what was asked for',
      gateway: said,
      record,
    })
  if (Date.parse(owed.now) - Date.parse(owed.cancellation.startedAt) > PATIENCE_MS)
    return review(commit, owed, { reason: 'the gateway does not give the money back', gateway: said, record })
  await plan(commit, owed, (billing) => [lookAgain(billing, owed.now)])
}

/** @returns whether the gateway confirms exactly this refund */
const ask = async ({ billing, cancellation }: Owed, attempt: AttemptItem): Promise<boolean> => {
  const payment = paymentOf(billing, attempt)
  const asked = {
    amount: cancellation.pay,
    remaining: billing.payAmount - cancellation.before,
    reason: cancellation.reason,
    step: `${billing.billingId}-${cancellation.no}`,
  }
  const outcome = await gatewayFor(billing).then((gateway) => gateway.cancel(payment, asked))
  return outcome.kind === 'ok' && agreesOn(payment, asked, outcome.value)
}

const gatewayFor = ({ gateway, billingId }: BillingItem) => {
  if (!gateway) throw new Error(`${billingId} has no gateway.`)
  return gatewayOf(gateway)
}

interface Found {
  readonly is: 'returned' | 'owing' | 'mismatch' | 'unknown'
  /** The gateway's payment id. */
  readonly tid: string
  readonly gateway?: Misfit['gateway']
  readonly record?: Misfit['record']
}

const standing = async ({ billing, cancellation, now }: Owed, attempt: AttemptItem): Promise<Found> => {
  const payment = paymentOf(billing, attempt)
  const outcome = await (await gatewayFor(billing)).lookup(payment, now)
  if (outcome.kind === 'unknown') return { is: 'unknown', tid: payment.tid }
  if (outcome.kind === 'declined') return { is: 'mismatch', tid: payment.tid }
  const said = foundAt(outcome.value)
  if (!isOurs(outcome.value, billing)) return { is: 'mismatch', tid: payment.tid, ...said }
  const { cancelled, tid } = outcome.value
  if (cancelled === cancellation.before) return { is: 'owing', tid, ...said }
  return { is: cancelled === cancellation.before + cancellation.pay ? 'returned' : 'mismatch', tid, ...said }
}

const isOurs = ({ state, captured }: Standing, { payAmount }: BillingItem): boolean =>
  captured === payAmount && state !== 'UNKNOWN'

const settle = (commit: BillingCommit, owed: Owed): Promise<void> =>
  commit(async (at) => {
    const found = await aggregateOf(at.read, owed.billing.billingId)
    const { cancellation } = owed
    const isSame = found?.billing.status === 'CANCELLING' && found.billing.cancellation?.no === cancellation.no
    if (!found || !isSame) return { value: undefined }
    const leaving = await leavingOf(at, found, cancellation)
    if ('first' in leaving) return leaving
    return { writes: toCancelled(leaving, 'refunded', cancellation, at, noAddition).writes, value: undefined }
  })

const review = (commit: BillingCommit, owed: Owed, misfit: Misfit): Promise<void> =>
  plan(commit, owed, (billing) => [mismatch(billing, misfit, owed.now)])

/** Only if the billing is unchanged. */
const plan = (
  commit: BillingCommit,
  { billing: { billingId, version } }: Owed,
  writes: (billing: BillingItem) => readonly ReturnType<typeof mismatch>[],
): Promise<void> =>
  commit(async ({ read }) => {
    const found = await billingOf(read, billingId)
    return { writes: found?.version === version ? writes(found) : [], value: undefined }
  })
