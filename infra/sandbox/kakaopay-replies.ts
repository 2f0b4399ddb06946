// KakaoPay's replies about a payment, and its errors.

import { cancelledOf, capturedOf, type Payment, type Reply, remainingOf } from './book.ts'

export const refusal = (code: number, result?: string, field?: string): Reply => ({
  status: 400,
  body: {
    error_code: code,
    error_message: `refused by the sandbox${field ? `: ${field}` : ''}`,
    ...(result ? { extras: { method_result_code: result, method_result_message: result } } : {}),
  },
})

/** The time in Korea, without an offset. */
const local = (ms: number): string => new Date(ms + 9 * 3_600_000).toISOString().slice(0, 19)
export const amounts = (total: number) => ({
  total,
  tax_free: 0,
  vat: Math.round(total / 11),
  point: 0,
  discount: 0,
  green_deposit: 0,
})

const STATUS = { OPEN: 'READY', AUTHENTICATED: 'AUTH_PASSWORD', QUIT: 'QUIT_PAYMENT', FAILED: 'FAIL_PAYMENT' } as const
const statusOf = (payment: Payment): string => {
  if (payment.state !== 'PAID') return STATUS[payment.state]
  if (cancelledOf(payment) === 0) return 'SUCCESS_PAYMENT'
  return remainingOf(payment) > 0 ? 'PART_CANCEL_PAYMENT' : 'CANCEL_PAYMENT'
}

export const opened = ({ tid, createdMs }: Payment, pageOf: (tid: string) => string) => ({
  tid,
  next_redirect_app_url: pageOf(tid),
  next_redirect_mobile_url: pageOf(tid),
  next_redirect_pc_url: pageOf(tid),
  android_app_scheme: 'kakaotalk://kakaopay/pg',
  ios_app_scheme: 'kakaotalk://kakaopay/pg',
  created_at: local(createdMs),
})

const facts = ({ shop, tid, orderId, userId, itemName, amount, createdMs, captures: [captured] }: Payment) => ({
  cid: shop,
  tid,
  partner_order_id: orderId,
  partner_user_id: userId,
  item_name: itemName,
  quantity: 1,
  payment_method_type: 'MONEY',
  amount: amounts(amount),
  created_at: local(createdMs),
  ...(captured ? { approved_at: local(captured.atMs) } : {}),
})

export const approved = (payment: Payment) => ({ aid: payment.captures.at(-1)?.id, ...facts(payment) })

export const shown = (payment: Payment) => ({
  ...facts(payment),
  status: statusOf(payment),
  canceled_amount: amounts(cancelledOf(payment)),
  cancel_available_amount: amounts(capturedOf(payment) - cancelledOf(payment)),
  ...(payment.cancels.length > 0 ? { canceled_at: local(payment.cancels.at(-1)?.atMs ?? 0) } : {}),
  payment_action_details: [
    ...payment.captures.map((one) => ({ ...one, type: 'PAYMENT' })),
    ...payment.cancels.map((one) => ({ ...one, type: 'CANCEL' })),
  ].map(({ id: aid, atMs, amount, type }) => ({ aid, amount, approved_at: local(atMs), payment_action_type: type })),
})
