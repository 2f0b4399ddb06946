// The problems of billings.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const BillingNotFound = problem('billing-not-found', 404, {
  en: { title: 'Billing not found', detail: 'No billing has this id.' },
  ko: { title: '청구를 찾을 수 없음', detail: '이 ID의 청구가 없습니다.' },
})
export const CashExceedsTotal = problem('cash-exceeds-total', 400, {
  en: {
    title: 'Cash exceeds total',
    detail: 'cashAmount exceeds the total of the orders after the coupon discount. Lower it.',
  },
  ko: { title: '총액을 넘는 캐시', detail: 'cashAmount가 쿠폰 할인을 뺀 총액보다 큽니다. 금액을 줄여 주십시오.' },
})
export const GatewayRequired = problem('gateway-required', 400, {
  en: {
    title: 'Gateway required',
    detail: 'Coupon and cash do not cover the total. Set gateway to KAKAOPAY or TOSS for the rest.',
  },
  ko: {
    title: '결제사 필요',
    detail:
      '쿠폰과 캐시만으로는 총액이 채워지지 않습니다. 나머지 금액을 결제할 gateway를 KAKAOPAY 또는 TOSS로 지정해 주십시오.',
  },
})
export const BillingState = problem('billing-state', 409, {
  en: {
    title: 'Not allowed in this state',
    detail: 'The status of the billing does not allow this, or the billing has expired. Read the billing again.',
  },
  ko: {
    title: '현재 상태에서 할 수 없음',
    detail: '청구의 현재 상태에서는 할 수 없거나, 청구가 만료되었습니다. 청구를 다시 조회해 주십시오.',
  },
})
export const PaymentDeclined = problem('payment-declined', 402, {
  en: {
    title: 'Payment declined',
    detail:
      'The gateway declined the payment. Until the billing expires you can try again, for example with another payment method.',
  },
  ko: {
    title: '결제 승인 거절',
    detail:
      '결제사가 결제를 승인하지 않았습니다. 청구가 만료되기 전까지 다른 결제 수단 등으로 다시 시도할 수 있습니다.',
  },
})
export const PaymentRefused = problem(
  'payment-refused',
  402,
  {
    en: {
      title: 'Payment refused',
      detail:
        'The gateway rejected this payment permanently; gatewayReason gives its error code. Nothing was charged. Cancel the billing and create another one with a different gateway or amount.',
    },
    ko: {
      title: '결제 불가',
      detail:
        '결제사가 이 결제를 받지 않습니다. 결제사의 오류 코드는 gatewayReason에 있습니다. 청구된 금액은 없습니다. 청구를 취소하고 다른 결제사나 금액으로 새로 만들어 주십시오.',
    },
  },
  { gatewayReason: documented(z.string(), { example: '400 BELOW_MINIMUM_AMOUNT' }) },
)
export const GatewayUnavailable = problem(
  'gateway-unavailable',
  400,
  {
    en: {
      title: 'Gateway not available',
      detail: 'This gateway is not available here. Choose one of the gateways in offered.',
    },
    ko: {
      title: '사용할 수 없는 결제사',
      detail: '이 결제사는 여기에서 사용할 수 없습니다. offered에 있는 결제사를 선택해 주십시오.',
    },
  },
  { offered: documented(z.array(z.string()), { example: ['TOSS'] }) },
)
export const PaymentTooSmall = problem(
  'payment-too-small',
  400,
  {
    en: {
      title: 'Payment too small',
      detail:
        'payAmount is below the minimum of the gateway, in won. Pay more through the gateway, or pay the total by coupon and cash.',
    },
    ko: {
      title: '너무 적은 결제 금액',
      detail:
        'payAmount가 결제사의 최소 결제 금액(원)보다 적습니다. 결제사로 더 많이 결제하거나, 총액을 쿠폰과 캐시로 결제해 주십시오.',
    },
  },
  { minimum: documented(z.int(), { example: 100 }), payAmount: documented(z.int(), { example: 50 }) },
)
export const OwnBilling = problem('own-billing', 403, {
  en: { title: 'Own billing', detail: 'Operators cannot decide on their own billings. Ask another operator.' },
  ko: { title: '본인의 청구', detail: '운영자는 본인의 청구를 결정할 수 없습니다. 다른 운영자에게 요청해 주십시오.' },
})
export const BillingOpen = problem('billing-open', 409, {
  en: {
    title: 'Billing open',
    detail: 'You have a billing that is not ended. Pay or cancel it, or wait until it expires.',
  },
  ko: {
    title: '끝나지 않은 청구',
    detail: '아직 끝나지 않은 청구가 있습니다. 결제하거나 취소하거나, 만료될 때까지 기다려 주십시오.',
  },
})
export const TopupNotFound = problem('topup-not-found', 404, {
  en: { title: 'Top-up not found', detail: 'No top-up has this id.' },
  ko: { title: '충전을 찾을 수 없음', detail: '이 ID의 충전이 없습니다.' },
})
