// Descriptions of the machine's transitions, for the documentation and the console.

import type { Text } from '#kernel/data/language.ts'
import type { Step } from './machine.ts'

export const meanings: Readonly<Record<Step, Text>> = {
  'READY begin': { en: 'a payment starts at the gateway', ko: '결제사에서 결제를 시작합니다' },
  'READY confirm': { en: 'coupon and cash cover the total', ko: '쿠폰과 캐시로 총액을 결제했습니다' },
  'READY cancel': { en: 'the user cancels, or a match is cancelled', ko: '사용자가 취소했거나 경기가 취소되었습니다' },
  'READY expire': { en: 'its expiry time has passed', ko: '만료 시각이 지났습니다' },
  'READY capture': { en: 'an abandoned payment was captured after all', ko: '중단했던 결제가 실제로는 승인되었습니다' },
  'READY captureClosed': {
    en: 'captured, but a match was cancelled or has started in the meantime',
    ko: '승인되었지만 그사이 경기가 취소되었거나 시작했습니다',
  },
  'READY mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'PAYING begin': { en: 'the payment starts again', ko: '결제를 다시 시작합니다' },
  'PAYING abandon': { en: 'the payment was not made', ko: '결제가 이루어지지 않았습니다' },
  'PAYING approve': { en: 'the gateway is about to be asked to capture', ko: '결제사에 승인을 요청합니다' },
  'PAYING cancel': { en: 'the user cancels, or a match is cancelled', ko: '사용자가 취소했거나 경기가 취소되었습니다' },
  'PAYING expire': { en: 'its expiry time has passed', ko: '만료 시각이 지났습니다' },
  'PAYING capture': { en: 'the gateway has captured already', ko: '결제사가 이미 승인했습니다' },
  'PAYING captureClosed': {
    en: 'captured, but a match was cancelled or has started in the meantime',
    ko: '승인되었지만 그사이 경기가 취소되었거나 시작했습니다',
  },
  'PAYING mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'APPROVING approve': {
    en: 'the gateway is asked to capture again, after the first call was lost',
    ko: '첫 승인 요청의 응답을 받지 못해 다시 요청합니다',
  },
  'APPROVING capture': { en: 'the gateway captured', ko: '결제사가 승인했습니다' },
  'APPROVING captureClosed': {
    en: 'captured, but a match was cancelled or has started in the meantime',
    ko: '승인되었지만 그사이 경기가 취소되었거나 시작했습니다',
  },
  'APPROVING decline': { en: 'the gateway did not capture', ko: '결제사가 승인하지 않았습니다' },
  'APPROVING cancel': {
    en: 'the user cancels, and the gateway was never asked to capture',
    ko: '사용자가 취소했고, 결제사에 승인을 요청한 적이 없습니다',
  },
  'APPROVING mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'SUCCESS refund': { en: 'the gateway is about to be asked for a refund', ko: '결제사에 환불을 요청합니다' },
  'SUCCESS return': {
    en: 'all orders are cancelled, without a refund at the gateway',
    ko: '결제사 환불 없이 모든 주문을 취소했습니다',
  },
  'SUCCESS returnPart': {
    en: 'some orders are cancelled, without a refund at the gateway',
    ko: '결제사 환불 없이 일부 주문을 취소했습니다',
  },
  'SUCCESS mismatch': {
    en: 'the gateway refunded money that this service did not cancel',
    ko: '이 서비스가 취소하지 않은 금액을 결제사가 환불했습니다',
  },
  'PARTIALLY_CANCELLED mismatch': {
    en: 'the gateway refunded money that this service did not cancel',
    ko: '이 서비스가 취소하지 않은 금액을 결제사가 환불했습니다',
  },
  'PARTIALLY_CANCELLED refund': {
    en: 'the gateway is about to be asked for a refund',
    ko: '결제사에 환불을 요청합니다',
  },
  'PARTIALLY_CANCELLED return': {
    en: 'the remaining orders are cancelled, without a refund at the gateway',
    ko: '결제사 환불 없이 남은 주문을 취소했습니다',
  },
  'CANCELLING refunded': { en: 'the gateway refunded everything', ko: '결제사가 모두 환불했습니다' },
  'CANCELLING refundedPart': { en: 'the gateway refunded a part', ko: '결제사가 일부를 환불했습니다' },
  'CANCELLING mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'EXPIRED recapture': {
    en: 'a late capture, and all reservations were made again',
    ko: '늦게 승인되었고 예약을 모두 다시 잡았습니다',
  },
  'EXPIRED late': { en: 'a late capture that must be refunded', ko: '늦게 승인되어 환불해야 합니다' },
  'EXPIRED mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'CANCELLED late': { en: 'a late capture that must be refunded', ko: '늦게 승인되어 환불해야 합니다' },
  'CANCELLED mismatch': { en: 'the amounts at the gateway do not match', ko: '결제사의 금액이 맞지 않습니다' },
  'REVIEW settled': { en: 'an operator confirms that it was paid', ko: '운영자가 결제된 것으로 확인했습니다' },
  'REVIEW settledClosed': {
    en: 'an operator confirms that it was paid, but a match had started or was cancelled before',
    ko: '운영자가 결제된 것으로 확인했지만, 그전에 경기가 시작했거나 취소되었습니다',
  },
  'REVIEW kept': { en: 'an operator keeps the orders', ko: '운영자가 주문을 유지했습니다' },
  'REVIEW keptPart': { en: 'an operator keeps the remaining orders', ko: '운영자가 남은 주문을 유지했습니다' },
  'REVIEW refundRest': {
    en: 'an operator releases the orders, and a part of the money must still be refunded at the gateway',
    ko: '운영자가 주문을 반환했고, 결제사에서 더 환불해야 할 금액이 있습니다',
  },
  'REVIEW released': {
    en: 'an operator gives back what the billing holds, without a refund at the gateway',
    ko: '운영자가 결제사 환불 없이 청구가 보유한 것을 반환했습니다',
  },
  'REVIEW refunded': { en: 'an operator refunded the money', ko: '운영자가 금액을 환불했습니다' },
  'REVIEW refundedPart': { en: 'an operator refunded a part of the money', ko: '운영자가 금액의 일부를 환불했습니다' },
  'PARTIALLY_CANCELLED returnPart': {
    en: 'more orders are cancelled, without a refund at the gateway',
    ko: '결제사 환불 없이 주문을 더 취소했습니다',
  },
}
