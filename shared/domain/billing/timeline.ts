// The history of a billing: its events with their states, and the gateway call that each one begins.

import { after } from '#kernel/data/time.ts'
import type { AttemptItem, BillingItem, CancellationItem } from './items.ts'
import { type Event, transition } from './machine.ts'
import type { State } from './schema.ts'

/** START: opens the payment page. CAPTURE: takes the money. REFUND: returns it. */
export interface GatewayCall {
  readonly kind: 'START' | 'CAPTURE' | 'REFUND'
  /** The number of the payment attempt. */
  readonly attempt: number
  /** Won. */
  readonly amount: number
  /** The gateway's payment id; absent if the gateway did not answer, or the attempt is no longer stored. */
  readonly paymentId?: string
}

export interface Happening {
  readonly event: Event
  readonly from: State
  readonly to: State
  /** Absent for events of earlier editions. */
  readonly at?: string
  readonly call?: GatewayCall
}

/** Oldest first. An event that the machine does not know ends the list: the audit reports it. */
export const timelineOf = (billing: BillingItem): Happening[] => {
  const { events, afterMs = [], createdAt } = billing
  const unknown = events.length - afterMs.length
  const happened: Happening[] = []
  let state: State = 'READY'
  let attempts = 0
  for (const [no, event] of events.entries()) {
    const step = transition(state, event)
    if (!step) return happened
    if (event === 'begin') attempts += 1
    const ms = afterMs[no - unknown]
    const call = callAt(billing, { event, no, attempts })
    happened.push({
      event: step.event,
      from: state,
      to: step.next,
      ...(ms === undefined ? {} : { at: after(createdAt, ms) }),
      ...(call ? { call } : {}),
    })
    state = step.next
  }
  return happened
}

interface Place {
  readonly event: string
  /** The position among the events, from 0. */
  readonly no: number
  /** The number of payment attempts so far. */
  readonly attempts: number
}

const callAt = (billing: BillingItem, { event, no, attempts }: Place): GatewayCall | undefined => {
  const { payAmount } = billing
  if (event === 'begin') return { kind: 'START', attempt: attempts, amount: payAmount, ...paidAt(billing, attempts) }
  if (event === 'approve')
    return { kind: 'CAPTURE', attempt: attempts, amount: payAmount, ...paidAt(billing, attempts) }
  // A cancellation is numbered by the event that begins it.
  const refund = cancellationsOf(billing).find((one) => one.no === no + 1)
  if (!refund || refund.pay === 0) return undefined
  const captured = billing.attempt?.no ?? attempts
  return { kind: 'REFUND', attempt: captured, amount: refund.pay, ...paidAt(billing, captured) }
}

/** Ended ones, and the one in progress. */
export const cancellationsOf = ({ cancellations, cancellation }: BillingItem): CancellationItem[] =>
  cancellation ? [...cancellations, cancellation] : [...cancellations]

/** The stored attempts, oldest first: the last one, and earlier ones with a requested capture. */
export const storedAttempts = ({ claimed, attempt }: BillingItem): AttemptItem[] =>
  attempt ? [...claimed.filter(({ no }) => no !== attempt.no), attempt] : [...claimed]

const paidAt = (billing: BillingItem, no: number): Pick<GatewayCall, 'paymentId'> => {
  const { tid } = storedAttempts(billing).find((one) => one.no === no) ?? {}
  return tid ? { paymentId: tid } : {}
}
