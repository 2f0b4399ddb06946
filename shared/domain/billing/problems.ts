// What can go wrong with a billing.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

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
export const PaymentRefused = problem(
  'payment-refused',
  402,
  'Payment refused',
  'The gateway refuses this payment for good; gatewayReason is its own code. Nothing was paid. Cancel the billing and make one with another gateway or amount.',
  { gatewayReason: documented(z.string(), { example: '400 BELOW_MINIMUM_AMOUNT' }) },
)
export const GatewayUnavailable = problem(
  'gateway-unavailable',
  400,
  'Gateway not available',
  'This gateway is not offered here. Choose one of those listed in offered.',
  { offered: documented(z.array(z.string()), { example: ['TOSS'] }) },
)
export const PaymentTooSmall = problem(
  'payment-too-small',
  400,
  'Payment too small',
  'The gateway takes no payment below minimum, in won. Pay more through it, or all of it by coupon and cash.',
  { minimum: documented(z.int(), { example: 100 }), payAmount: documented(z.int(), { example: 50 }) },
)
export const OwnBilling = problem(
  'own-billing',
  403,
  'Your own billing',
  'An operator does not decide about a billing of their own. Ask another operator.',
)
