// The state machine of a billing as data: the transitions by state and event.

import type { State } from './schema.ts'

export interface Transition {
  readonly state: State
  readonly event: string
  readonly next: State
}

const on = <const S extends State, const E extends string>(state: S, event: E, next: State) => ({ state, event, next })

export const machine = [
  on('READY', 'begin', 'PAYING'),
  on('READY', 'confirm', 'SUCCESS'),
  on('READY', 'cancel', 'CANCELLED'),
  on('READY', 'expire', 'EXPIRED'),
  on('READY', 'capture', 'SUCCESS'),
  on('READY', 'captureClosed', 'CANCELLING'),
  on('READY', 'mismatch', 'REVIEW'),
  on('PAYING', 'begin', 'PAYING'),
  on('PAYING', 'abandon', 'READY'),
  on('PAYING', 'approve', 'APPROVING'),
  on('PAYING', 'cancel', 'CANCELLED'),
  on('PAYING', 'expire', 'EXPIRED'),
  on('PAYING', 'capture', 'SUCCESS'),
  on('PAYING', 'captureClosed', 'CANCELLING'),
  on('PAYING', 'mismatch', 'REVIEW'),
  on('APPROVING', 'approve', 'APPROVING'),
  on('APPROVING', 'capture', 'SUCCESS'),
  on('APPROVING', 'captureClosed', 'CANCELLING'),
  on('APPROVING', 'decline', 'READY'),
  on('APPROVING', 'cancel', 'CANCELLED'),
  on('APPROVING', 'mismatch', 'REVIEW'),
  on('SUCCESS', 'refund', 'CANCELLING'),
  on('SUCCESS', 'return', 'CANCELLED'),
  on('SUCCESS', 'returnPart', 'PARTIALLY_CANCELLED'),
  on('SUCCESS', 'mismatch', 'REVIEW'),
  on('PARTIALLY_CANCELLED', 'refund', 'CANCELLING'),
  on('PARTIALLY_CANCELLED', 'return', 'CANCELLED'),
  on('PARTIALLY_CANCELLED', 'returnPart', 'PARTIALLY_CANCELLED'),
  on('PARTIALLY_CANCELLED', 'mismatch', 'REVIEW'),
  on('CANCELLING', 'refunded', 'CANCELLED'),
  on('CANCELLING', 'refundedPart', 'PARTIALLY_CANCELLED'),
  on('CANCELLING', 'mismatch', 'REVIEW'),
  on('EXPIRED', 'recapture', 'SUCCESS'),
  on('EXPIRED', 'late', 'CANCELLING'),
  on('EXPIRED', 'mismatch', 'REVIEW'),
  on('CANCELLED', 'late', 'CANCELLING'),
  on('CANCELLED', 'mismatch', 'REVIEW'),
  on('REVIEW', 'settled', 'SUCCESS'),
  on('REVIEW', 'settledClosed', 'CANCELLING'),
  on('REVIEW', 'kept', 'SUCCESS'),
  on('REVIEW', 'keptPart', 'PARTIALLY_CANCELLED'),
  on('REVIEW', 'refundRest', 'CANCELLING'),
  on('REVIEW', 'released', 'CANCELLED'),
  on('REVIEW', 'refunded', 'CANCELLED'),
  on('REVIEW', 'refundedPart', 'PARTIALLY_CANCELLED'),
] as const satisfies readonly Transition[]

export type Event = (typeof machine)[number]['event']

type StepOf<T> = T extends { readonly state: infer S extends State; readonly event: infer E extends Event }
  ? `${S} ${E}`
  : never
/** A state with an allowed event. */
export type Step = StepOf<(typeof machine)[number]>

/** @returns the next state, or undefined if the event is not allowed */
export const transition = (state: State, event: string): (typeof machine)[number] | undefined =>
  machine.find((one) => one.state === state && one.event === event)

export const statesTaking = (event: Event): State[] =>
  machine.filter((one) => one.event === event).map(({ state }) => state)

/** The state after a sequence of events; undefined if one of them is not allowed. */
export const play = (events: readonly string[]): State | undefined =>
  events.reduce<State | undefined>((state, event) => state && transition(state, event)?.next, 'READY')
