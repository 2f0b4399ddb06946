// The life of a billing as data: in which state which event leads where, and what is written with it.

import type { State } from './schema.ts'

/** settle: seats confirmed, coupon used, held cash paid. release: all of it goes back. giveBack: some orders' seats and cash go back. */
export type Effect = 'none' | 'settle' | 'release' | 'giveBack' | 'reserve and settle'

export interface Transition {
  readonly state: State
  readonly event: string
  readonly next: State
  readonly writes: Effect
}

const on = <const E extends string>(state: State, event: E, next: State, writes: Effect) => ({
  ...{ state, event, next, writes },
})

export const machine = [
  on('READY', 'begin', 'PAYING', 'none'),
  on('READY', 'confirm', 'SUCCESS', 'settle'),
  on('READY', 'cancel', 'CANCELLED', 'release'),
  on('READY', 'expire', 'EXPIRED', 'release'),
  on('READY', 'capture', 'SUCCESS', 'settle'),
  on('READY', 'captureClosed', 'CANCELLING', 'settle'),
  on('READY', 'mismatch', 'REVIEW', 'none'),
  on('PAYING', 'begin', 'PAYING', 'none'),
  on('PAYING', 'abandon', 'READY', 'none'),
  on('PAYING', 'approve', 'APPROVING', 'none'),
  on('PAYING', 'cancel', 'CANCELLED', 'release'),
  on('PAYING', 'expire', 'EXPIRED', 'release'),
  on('PAYING', 'capture', 'SUCCESS', 'settle'),
  on('PAYING', 'captureClosed', 'CANCELLING', 'settle'),
  on('PAYING', 'mismatch', 'REVIEW', 'none'),
  on('APPROVING', 'approve', 'APPROVING', 'none'),
  on('APPROVING', 'capture', 'SUCCESS', 'settle'),
  on('APPROVING', 'captureClosed', 'CANCELLING', 'settle'),
  on('APPROVING', 'decline', 'READY', 'none'),
  on('APPROVING', 'cancel', 'CANCELLED', 'release'),
  on('APPROVING', 'mismatch', 'REVIEW', 'none'),
  on('SUCCESS', 'refund', 'CANCELLING', 'none'),
  on('SUCCESS', 'return', 'CANCELLED', 'giveBack'),
  on('SUCCESS', 'returnPart', 'PARTIALLY_CANCELLED', 'giveBack'),
  on('SUCCESS', 'mismatch', 'REVIEW', 'none'),
  on('PARTIALLY_CANCELLED', 'refund', 'CANCELLING', 'none'),
  on('PARTIALLY_CANCELLED', 'return', 'CANCELLED', 'giveBack'),
  on('PARTIALLY_CANCELLED', 'returnPart', 'PARTIALLY_CANCELLED', 'giveBack'),
  on('PARTIALLY_CANCELLED', 'mismatch', 'REVIEW', 'none'),
  on('CANCELLING', 'refunded', 'CANCELLED', 'giveBack'),
  on('CANCELLING', 'refundedPart', 'PARTIALLY_CANCELLED', 'giveBack'),
  on('CANCELLING', 'mismatch', 'REVIEW', 'none'),
  on('EXPIRED', 'recapture', 'SUCCESS', 'reserve and settle'),
  on('EXPIRED', 'late', 'CANCELLING', 'none'),
  on('EXPIRED', 'mismatch', 'REVIEW', 'none'),
  on('CANCELLED', 'late', 'CANCELLING', 'none'),
  on('CANCELLED', 'mismatch', 'REVIEW', 'none'),
  on('REVIEW', 'settled', 'SUCCESS', 'settle'),
  on('REVIEW', 'settledClosed', 'CANCELLING', 'settle'),
  on('REVIEW', 'kept', 'SUCCESS', 'none'),
  on('REVIEW', 'keptPart', 'PARTIALLY_CANCELLED', 'none'),
  on('REVIEW', 'refundRest', 'CANCELLING', 'none'),
  on('REVIEW', 'released', 'CANCELLED', 'release'),
  on('REVIEW', 'refunded', 'CANCELLED', 'giveBack'),
  on('REVIEW', 'refundedPart', 'PARTIALLY_CANCELLED', 'giveBack'),
] as const satisfies readonly Transition[]

export type Event = (typeof machine)[number]['event']

/** @returns where the event leads, undefined where it has no place */
export const transition = (state: State, event: string): Transition | undefined =>
  machine.find((one) => one.state === state && one.event === event)

export const statesTaking = (event: Event): State[] =>
  machine.filter((one) => one.event === event).map(({ state }) => state)

/** Where events lead from the beginning; undefined where one of them had no place. */
export const play = (events: readonly string[]): State | undefined =>
  events.reduce<State | undefined>((state, event) => state && transition(state, event)?.next, 'READY')
