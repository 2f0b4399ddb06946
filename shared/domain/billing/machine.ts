// The life of a billing as data: in which state which event leads where, and what is written with it.

export const states = [
  'READY',
  'PAYING',
  'APPROVING',
  'SUCCESS',
  'CANCELLING',
  'PARTIALLY_CANCELLED',
  'CANCELLED',
  'EXPIRED',
  'REVIEW',
] as const
export type State = (typeof states)[number]

/** settle: seats confirmed, coupon used, held cash paid. release: all of it goes back. giveBack: some orders' seats and cash go back. */
export type Effect = 'none' | 'settle' | 'release' | 'giveBack' | 'reserve and settle'

export interface Transition {
  readonly state: State
  readonly event: string
  readonly next: State
  readonly writes: Effect
  readonly says: string
}

const on = <const E extends string>(state: State, event: E, next: State, writes: Effect, says: string) => ({
  ...{ state, event, next, writes, says },
})

export const machine = [
  on('READY', 'begin', 'PAYING', 'none', 'a payment is begun at the gateway'),
  on('READY', 'confirm', 'SUCCESS', 'settle', 'nothing is left to pay at a gateway'),
  on('READY', 'cancel', 'CANCELLED', 'release', 'the user changes their mind, or a match is cancelled'),
  on('READY', 'expire', 'EXPIRED', 'release', 'its time has run out'),
  on('READY', 'capture', 'SUCCESS', 'settle', 'a payment that was thought lost was captured'),
  on('READY', 'captureClosed', 'CANCELLING', 'settle', 'the same, but a match was cancelled meanwhile'),
  on('READY', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('PAYING', 'begin', 'PAYING', 'none', 'the payment is begun anew'),
  on('PAYING', 'abandon', 'READY', 'none', 'the payment was not made'),
  on('PAYING', 'approve', 'APPROVING', 'none', 'the gateway is about to be asked to capture'),
  on('PAYING', 'cancel', 'CANCELLED', 'release', 'the user changes their mind, or a match is cancelled'),
  on('PAYING', 'expire', 'EXPIRED', 'release', 'its time has run out'),
  on('PAYING', 'capture', 'SUCCESS', 'settle', 'the gateway has captured already'),
  on('PAYING', 'captureClosed', 'CANCELLING', 'settle', 'the same, but a match was cancelled meanwhile'),
  on('PAYING', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('APPROVING', 'approve', 'APPROVING', 'none', 'asked once more, after the first asking was lost'),
  on('APPROVING', 'capture', 'SUCCESS', 'settle', 'the gateway captured'),
  on('APPROVING', 'captureClosed', 'CANCELLING', 'settle', 'the same, but a match was cancelled meanwhile'),
  on('APPROVING', 'decline', 'READY', 'none', 'the gateway did not capture'),
  on('APPROVING', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('SUCCESS', 'refund', 'CANCELLING', 'none', 'the gateway is about to be asked to give money back'),
  on('SUCCESS', 'return', 'CANCELLED', 'giveBack', 'all orders go back, without the gateway'),
  on('SUCCESS', 'returnPart', 'PARTIALLY_CANCELLED', 'giveBack', 'some orders go back, without the gateway'),
  on('PARTIALLY_CANCELLED', 'refund', 'CANCELLING', 'none', 'the gateway is about to be asked to give money back'),
  on('PARTIALLY_CANCELLED', 'return', 'CANCELLED', 'giveBack', 'the other orders go back, without the gateway'),
  on(
    'PARTIALLY_CANCELLED',
    'returnPart',
    'PARTIALLY_CANCELLED',
    'giveBack',
    'more orders go back, without the gateway',
  ),
  on('CANCELLING', 'refunded', 'CANCELLED', 'giveBack', 'the gateway gave the money back'),
  on('CANCELLING', 'refundedPart', 'PARTIALLY_CANCELLED', 'giveBack', 'the gateway gave a part of the money back'),
  on('CANCELLING', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('EXPIRED', 'recapture', 'SUCCESS', 'reserve and settle', 'late money, and everything could be reserved again'),
  on('EXPIRED', 'late', 'CANCELLING', 'none', 'late money that has to go back'),
  on('EXPIRED', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('CANCELLED', 'late', 'CANCELLING', 'none', 'late money that has to go back'),
  on('CANCELLED', 'mismatch', 'REVIEW', 'none', 'what the gateway says does not add up'),
  on('REVIEW', 'settled', 'SUCCESS', 'settle', 'an operator found that it was paid'),
  on('REVIEW', 'kept', 'SUCCESS', 'none', 'an operator found that nothing was given back'),
  on('REVIEW', 'keptPart', 'PARTIALLY_CANCELLED', 'none', 'an operator found that nothing more was given back'),
  on('REVIEW', 'released', 'CANCELLED', 'release', 'an operator found that nothing is owed'),
  on('REVIEW', 'refunded', 'CANCELLED', 'giveBack', 'an operator gave the money back'),
  on('REVIEW', 'refundedPart', 'PARTIALLY_CANCELLED', 'giveBack', 'an operator gave a part of the money back'),
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
