// Applies the outcome of a payment at the gateway to its billing: captured, declined, open, or under review.

import { abandon, decline } from '#domain/billing/attempts.ts'
import { agrees, type Outcome, type Standing } from '#domain/billing/gateways/gateway.ts'
import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import { expectedRefund, type Misfit, mismatch } from '#domain/billing/refunds.ts'
import { compareLater, lookAgain, unschedule } from '#domain/billing/schedule.ts'
import { noAddition } from '#domain/billing/writes.ts'
import type { First, PlanContext } from '#kernel/commit/plan.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import type { Check, Write } from '#kernel/data/write.ts'
import { type Aggregate, aggregateOf, type BillingCommit, type Modules, type Reads } from './aggregate.ts'
import { foundAt, gatewayOf, paymentOf } from './gateways.ts'
import { settleLate } from './late.ts'
import { leavingOf } from './leaving.ts'
import { toReleased, toSuccess } from './transitions.ts'

type Writes = readonly (Write<Modules, never> | Check<Reads, never>)[]

/** Writes to the current state of a billing, unless the plan finds nothing to do. */
export const change = (
  commit: BillingCommit,
  billingId: string,
  plan: (aggregate: Aggregate, at: PlanContext<Reads>) => Writes | Promise<Writes | First<Reads, Modules, never>>,
): Promise<void> =>
  commit(async (at) => {
    const aggregate = await aggregateOf(at.read, billingId)
    const made = aggregate ? await plan(aggregate, at) : []
    return 'first' in made ? made : { writes: made, value: undefined }
  })

/** The states in which a billing holds reservations. */
const RESERVED = ['READY', 'PAYING', 'APPROVING']
const isReserved = ({ status }: BillingItem): boolean => RESERVED.includes(status)
const isPaid = ({ status }: BillingItem): boolean => status === 'SUCCESS' || status === 'PARTIALLY_CANCELLED'
const isOver = ({ status }: BillingItem): boolean => status === 'EXPIRED' || status === 'CANCELLED'

/** The gateway has captured: the billing is settled, or the money is late. */
export const captured = async (commit: BillingCommit, billingId: string, attempt: AttemptItem): Promise<void> => {
  let isLate = false
  await change(commit, billingId, (aggregate, at) => {
    const { billing } = aggregate
    isLate = isOver(billing) && billing.captured === 0
    return isReserved(billing) ? toSuccess(aggregate, attempt, at).writes : []
  })
  if (isLate) await settleLate(commit, billingId, attempt)
}

/** This attempt has certainly captured nothing. */
export const declined = (commit: BillingCommit, billingId: string, { no }: AttemptItem): Promise<void> =>
  change(commit, billingId, ({ billing }, { now }) => {
    if (billing.attempt?.no !== no) return []
    if (billing.status === 'APPROVING') return [decline(billing, now)]
    return billing.status === 'PAYING' ? [abandon(billing, now)] : []
  })

/** The gateway has refused a top-up, which has no other attempt: it ends, so that it does not count as unpaid. */
export const refused = (commit: BillingCommit, billingId: string, { no }: AttemptItem): Promise<void> =>
  change(commit, billingId, (aggregate, { now }) => {
    const { status, attempt } = aggregate.billing
    const isOpen = status === 'PAYING' && attempt?.no === no
    return isOpen ? toReleased({ ...aggregate, leaving: [] }, 'cancel', now, noAddition).writes : []
  })

/** The gateway's answer does not match the billing at the time of the call: an operator decides. */
export const held = (commit: BillingCommit, { billingId, version }: BillingItem, misfit: Misfit): Promise<void> =>
  change(commit, billingId, ({ billing }, { now }) => {
    const isOurs = isReserved(billing) || isPaid(billing) || (isOver(billing) && billing.captured === 0)
    return billing.version === version && isOurs ? [mismatch(billing, misfit, now)] : []
  })

type Finding = 'captured' | 'held' | 'open' | 'dead' | 'unknown'

/** Looks an attempt up at the gateway and settles a capture. */
export const lookUp = async (
  commit: BillingCommit,
  billing: BillingItem,
  attempt: AttemptItem,
  now: string,
): Promise<Finding> => conclude(commit, billing, attempt, await look(billing, attempt, now))

/** @returns undefined if there is nothing to look up */
const look = async (billing: BillingItem, attempt: AttemptItem, now: string) => {
  // Without a tid, the buyer never got the payment page, so nothing was paid.
  if (!billing.gateway || !attempt.tid) return undefined
  return (await gatewayOf(billing.gateway)).lookup(paymentOf(billing, attempt), now)
}

const conclude = async (
  commit: BillingCommit,
  billing: BillingItem,
  attempt: AttemptItem,
  outcome: Outcome<Standing> | undefined,
): Promise<Finding> => {
  const { billingId } = billing
  if (!outcome) return 'dead'
  if (outcome.kind === 'unknown') return 'unknown'
  if (outcome.kind === 'declined') {
    // The gateway does not know a payment that it was asked to capture: the keys may have changed.
    if (billing.status !== 'APPROVING') return 'dead'
    await held(commit, billing, { reason: `attempt ${attempt.no}: the gateway knows no such payment` })
    return 'held'
  }
  const { state, tid } = outcome.value
  if (state === 'PENDING') return 'open'
  // A payment refunded outside of this service is not settled.
  if (state === 'FAILED' || state === 'EXPIRED' || state === 'CANCELLED') return 'dead'
  if (state === 'PAID' && agrees(paymentOf(billing, attempt), outcome.value)) {
    await captured(commit, billingId, { ...attempt, tid })
    return 'captured'
  }
  const reason = `attempt ${attempt.no}: the gateway says ${state}, and not what was asked for`
  await held(commit, billing, { reason, ...foundAt(outcome.value) })
  return 'held'
}

const attemptsOf = ({ attempt, claimed }: BillingItem): AttemptItem[] => [
  ...(attempt ? [attempt] : []),
  ...claimed.filter(({ no }) => no !== attempt?.no),
]

/**
 * Looks up all attempts concurrently, because the sum of their times exceeds that of a request. @returns the most important
 * finding
 */
const lookUpAll = async (commit: BillingCommit, billing: BillingItem, now: string): Promise<Finding> => {
  const findings: Finding[] = []
  const attempts = attemptsOf(billing)
  const outcomes = await Promise.all(attempts.map((attempt) => look(billing, attempt, now)))
  for (const [at, attempt] of attempts.entries()) findings.push(await conclude(commit, billing, attempt, outcomes[at]))
  const weighty: readonly Finding[] = ['captured', 'held', 'unknown', 'open', 'dead']
  return weighty.find((one) => findings.includes(one)) ?? 'dead'
}

const later = (commit: BillingCommit, { billingId, version }: BillingItem): Promise<void> =>
  change(commit, billingId, ({ billing }, { now }) => (billing.version === version ? [lookAgain(billing, now)] : []))

/** Resolves a capture with an unknown outcome. */
export const resolveApproval = async (commit: BillingCommit, billing: BillingItem, now: string): Promise<Finding> => {
  const { attempt, billingId } = billing
  if (!attempt) return 'dead'
  const finding = await lookUp(commit, billing, attempt, now)
  if (finding === 'dead') await declined(commit, billingId, attempt)
  if (finding === 'open' || finding === 'unknown') await later(commit, billing)
  return finding
}

/** Gives up an expired or unpayable billing, unless it turns out to be paid. @param endedBy the request that asks for it */
export const giveUp = async (
  commit: BillingCommit,
  billing: BillingItem,
  event: 'cancel' | 'expire',
  now: string,
  endedBy?: string,
): Promise<Finding> => {
  const finding = await lookUpAll(commit, billing, now)
  if (finding === 'captured' || finding === 'held') return finding
  if (finding === 'unknown') {
    await later(commit, billing)
    return finding
  }
  const addition = endedBy ? { ...noAddition, set: { endedBy } } : noAddition
  // An open payment is not captured: no request asks to capture a billing that is given up.
  await change(commit, billing.billingId, async (aggregate, at) => {
    if (aggregate.billing.version !== billing.version) return []
    const leaving = await leavingOf(at, aggregate)
    return 'first' in leaving ? leaving : toReleased(leaving, event, at.now, addition).writes
  })
  return finding
}

/** Unschedules an ended billing once no late money is possible. */
export const lookForLateMoney = async (commit: BillingCommit, billing: BillingItem, now: string): Promise<void> => {
  const finding = await lookUpAll(commit, billing, now)
  if (finding === 'open' || finding === 'unknown') return later(commit, billing)
  if (finding === 'dead')
    await change(commit, billing.billingId, (aggregate) =>
      aggregate.billing.version === billing.version ? [unschedule(aggregate.billing)] : [],
    )
}

/** The difference between a paid billing and the gateway's record of an attempt; undefined: none. */
const misfitOf = (billing: BillingItem, attempt: AttemptItem, standing: Standing): Misfit | undefined => {
  const { captured, cancelled, state } = standing
  if (attempt.no !== billing.attempt?.no)
    return captured > cancelled ? { reason: `attempt ${attempt.no} was captured as well` } : undefined
  const fits = agrees(paymentOf(billing, attempt), standing) && cancelled === expectedRefund(billing)
  if (fits && state !== 'UNKNOWN') return undefined
  return { reason: `the gateway says ${state}: the payment was changed there`, ...foundAt(standing) }
}

/** Compares a paid billing with the gateway. Money may have been refunded in the gateway's console. */
export const comparePaid = async (
  commit: BillingCommit,
  billing: BillingItem,
  now: string,
): Promise<'same' | 'held' | 'unknown'> => {
  const attempts = billing.payAmount > 0 ? attemptsOf(billing).filter(({ tid }) => tid) : []
  const outcomes = await Promise.all(attempts.map((attempt) => look(billing, attempt, now)))
  let isKnown = true
  for (const [at, attempt] of attempts.entries()) {
    const outcome = outcomes[at]
    // A missing record proves nothing: the keys may have changed.
    if (outcome?.kind !== 'ok') isKnown &&= attempt.no !== billing.attempt?.no
    const misfit = outcome?.kind === 'ok' ? misfitOf(billing, attempt, outcome.value) : undefined
    if (!misfit) continue
    await held(commit, billing, misfit)
    return 'held'
  }
  return isKnown ? 'same' : 'unknown'
}

/** How long an unresponsive gateway is asked about a paid billing. */
const COMPARED_MS = 3 * DAY_MS

/** The single comparison of every paid billing. */
export const compareOnce = async (commit: BillingCommit, billing: BillingItem, now: string): Promise<void> => {
  const finding = await comparePaid(commit, billing, now)
  if (finding === 'held') return
  const isPatient = Date.parse(now) - Date.parse(billing.createdAt) < COMPARED_MS
  await change(commit, billing.billingId, (aggregate, at) => {
    if (aggregate.billing.version !== billing.version) return []
    return [
      finding === 'unknown' && isPatient ? compareLater(aggregate.billing, at.now) : unschedule(aggregate.billing),
    ]
  })
}
