// Compares a run with the serial orders of its acts.

import type { Outcome } from './stage.ts'
import type { Fault, Step } from './steps.ts'

/** One serial order of acts. */
export interface Serial {
  readonly order: readonly string[]
  readonly outcome: Outcome
}

export interface Judged {
  /** The acts, as processes. */
  readonly actors: readonly [string, string]
  readonly outcome: Outcome
  readonly steps: readonly Step[]
  readonly fault: Fault | undefined
  /** Both orders; with a tidying act before them, too. */
  readonly serial: readonly Serial[]
  /** Each act alone. */
  readonly alone: Readonly<Record<string, readonly Outcome[]>>
  /** Calls with several transactions: others may see intermediate states, so only the final seats and money count. */
  readonly isStepwise: boolean
  /** Jobs, and calls that tidy, have several transactions: others see states in between. */
  readonly isInParts: boolean
}

/** @returns what is wrong; undefined: the run equals a serial order */
export const wrong = (one: Judged): string | undefined => {
  const { actors, outcome, fault, serial, isStepwise } = one
  if (outcome.violations.length > 0) return `the audit says: ${outcome.violations.join(', ')}`
  // With a fault, a call with several transactions may stop anywhere, and the jobs complete it in their own way.
  if (isStepwise && fault) return undefined
  const killed = actors.find((actor) => outcome.said[actor] === undefined)
  if (killed !== undefined) return isWithOrWithout(one, killed) ? undefined : 'what is left is of no serial order'
  const doubtful = actors.find((actor) => doubtOf(one, actor))
  if (doubtful !== undefined) return wrongInDoubt(one, doubtful)
  if (serial.some((order) => isAsIn(one, order, actors))) return undefined
  // Between two steps, a call may be refused that would succeed before the first or after the last: it counts as not made.
  if (isStepwise && actors.some((actor) => isRefused(one, actor) && isAsAlone(one, otherOf(one, actor))))
    return undefined
  return isStepwise
    ? 'what is left is of no serial order'
    : 'answers, what was seen and what is left are of no serial order'
}

const otherOf = ({ actors: [first, second] }: Judged, actor: string): string => (actor === first ? second : first)
const isRefused = ({ outcome }: Judged, actor: string): boolean => /^[45]/.test(outcome.said[actor] ?? '')

/** The answer does not tell what happened, and no serial order gives it. */
const doubtOf = ({ outcome, serial }: Judged, actor: string): string | undefined => {
  const said = outcome.said[actor]
  const doubt = / (busy|unavailable)\b/.exec(said ?? '')?.[1]
  return serial.some((order) => order.outcome.said[actor] === said) ? undefined : doubt
}

const wrongInDoubt = (one: Judged, actor: string): string | undefined => {
  const doubt = doubtOf(one, actor)
  if (!one.fault) return `${actor} is told ${doubt} although nothing went wrong`
  if (isAsAlone(one, otherOf(one, actor))) return undefined
  if (doubt === 'busy') return 'something was written although the answer is busy'
  return isWithOrWithout(one, actor) ? undefined : 'what is left is of no serial order'
}

/** It may or may not have taken effect. */
const isWithOrWithout = (one: Judged, actor: string): boolean => {
  const other = otherOf(one, actor)
  return isAsAlone(one, other) || one.serial.some((order) => isAsIn(one, order, [other]))
}

const isAsAlone = ({ isStepwise, outcome, alone }: Judged, actor: string): boolean =>
  (alone[actor] ?? []).some((there) =>
    isStepwise ? outcome.gist === there.gist : outcome.left === there.left && outcome.said[actor] === there.said[actor],
  )

/** @param whose answers must be those of the order */
const isAsIn = (
  { isStepwise, isInParts, outcome, actors }: Judged,
  { order, outcome: there }: Serial,
  whose: readonly string[],
): boolean => {
  if (isStepwise) return outcome.gist === there.gist
  if (outcome.left !== there.left || !whose.every((actor) => outcome.said[actor] === there.said[actor])) return false
  if (isInParts || whose.length < actors.length) return true
  // When an act ended, its effect and that of any act before it were there; an act after it may have taken effect, too.
  const states = order.map((actor) => there.seen[actor])
  return order.every((actor, at) => states.slice(at).includes(outcome.seen[actor]))
}

const MATTERS = ['status', 'orders', 'refundedPay', 'refundedCash', 'playerCount', 'billingId', 'balance', 'held']

type Attributes = Readonly<Record<string, unknown>>

/** What matters of an item after calls with several transactions: seats and money, not the steps. @returns undefined: nothing */
export const gistOf = (item: Attributes | undefined): string | undefined =>
  item && /^(BILLING|MATCH|ACCOUNT)$|^(SEAT|HOLD|COUPON)#/.test(String(item['sk']))
    ? JSON.stringify(MATTERS.map((name) => item[name]))
    : undefined
