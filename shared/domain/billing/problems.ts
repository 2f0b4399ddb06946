// The problems of billings.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const BillingNotFound = problem('billing-not-found', 404, 'Billing not found', 'No billing has this id.')
export const CashExceedsTotal = problem(
  'cash-exceeds-total',
  400,
  'Cash exceeds total',
  'cashAmount exceeds the total of the orders after the coupon discount. Lower it.',
)
export const GatewayRequired = problem(
  'gateway-required',
  400,
  'Gateway required',
  'Coupon and cash do not cover the total. Set gateway to KAKAOPAY or TOSS for the rest.',
)
export const BillingState = problem(
  'billing-state',
  409,
  'Not allowed in this state',
  'The status of the billing does not allow this, or the billing has expired. Read the billing again.',
)
export const PaymentDeclined = problem(
  'payment-declined',
  402,
  'Payment declined',
  'The gateway declined the payment. Until the billing expires you can try again, for example with another payment method.',
)
export const PaymentRefused = problem(
  'payment-refused',
  402,
  'Payment refused',
  'The gateway rejected this payment permanently; gatewayReason gives its error code. Nothing was charged. Cancel the billing and create another one with a different gateway or amount.',
  { gatewayReason: documented(z.string(), { example: '400 BELOW_MINIMUM_AMOUNT' }) },
)
export const GatewayUnavailable = problem(
  'gateway-unavailable',
  400,
  'Gateway not available',
  'This gateway is not available here. Choose one of the gateways in offered.',
  { offered: documented(z.array(z.string()), { example: ['TOSS'] }) },
)
export const PaymentTooSmall = problem(
  'payment-too-small',
  400,
  'Payment too small',
  'payAmount is below the minimum of the gateway, in won. Pay more through the gateway, or pay the total by coupon and cash.',
  { minimum: documented(z.int(), { example: 100 }), payAmount: documented(z.int(), { example: 50 }) },
)
export const OwnBilling = problem(
  'own-billing',
  403,
  'Own billing',
  'Operators cannot decide on their own billings. Ask another operator.',
)
export const BillingOpen = problem(
  'billing-open',
  409,
  'Billing open',
  'You have a billing that is not ended. Pay or cancel it, or wait until it expires.',
)
export const TopupNotFound = problem('topup-not-found', 404, 'Top-up not found', 'No top-up has this id.')
