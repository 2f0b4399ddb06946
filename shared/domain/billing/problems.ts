// What can go wrong with a billing.

import { problem } from '../../kernel/problem.ts'

export const BillingNotFound = problem('billing-not-found', 404, 'No such billing', 'No billing has this id.')
export const CashExceedsTotal = problem(
  'cash-exceeds-total',
  400,
  'Too much cash',
  'cashAmount is more than what the orders cost after the coupon.',
)
export const GatewayRequired = problem(
  'gateway-required',
  400,
  'Gateway required',
  'Coupon and cash do not pay for all of it: say which gateway takes the rest, KAKAOPAY or TOSS.',
)
export const BillingState = problem(
  'billing-state',
  409,
  'Not in this state',
  'The billing is in a state that does not allow this, or its time has run out; look at it anew.',
)
export const PaymentDeclined = problem(
  'payment-declined',
  402,
  'Payment declined',
  'The gateway declined the payment. The billing stands until it expires: try again, perhaps with other means.',
)
