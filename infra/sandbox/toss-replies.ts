// Toss's replies about a payment, and its errors.

import { cancelledOf, isExpired, type Payment, type Reply, remainingOf } from './book.ts'

export const refusal = (status: number, code: string, field?: string): Reply => ({
  status,
  body: { code, message: `refused by the sandbox${field ? `: ${field}` : ''}` },
})

const STATUS = { OPEN: 'READY', AUTHENTICATED: 'IN_PROGRESS', QUIT: 'ABORTED', FAILED: 'ABORTED' } as const
const statusOf = (payment: Payment, nowMs: number): string => {
  if (isExpired(payment, nowMs)) return 'EXPIRED'
  if (payment.state !== 'PAID') return STATUS[payment.state]
  if (cancelledOf(payment) === 0) return 'DONE'
  return remainingOf(payment) > 0 ? 'PARTIAL_CANCELED' : 'CANCELED'
}

const inKorea = (ms: number): string => `${new Date(ms + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`

/** Toss's Payment object. */
export const shown = (payment: Payment, pageOf: (tid: string) => string, nowMs: number) => {
  const { tid, orderId, itemName, amount, createdMs, captures, cancels, state } = payment
  const [captured] = captures
  return {
    version: '2022-11-16',
    paymentKey: tid,
    orderId,
    orderName: itemName,
    currency: 'KRW',
    method: '카드',
    status: statusOf(payment, nowMs),
    totalAmount: amount,
    balanceAmount: state === 'PAID' ? remainingOf(payment) : amount,
    requestedAt: inKorea(createdMs),
    approvedAt: captured ? inKorea(captured.atMs) : null,
    cancels:
      cancels.length === 0
        ? null
        : cancels.map((one) => ({
            transactionKey: one.id,
            cancelAmount: one.amount,
            canceledAt: inKorea(one.atMs),
            cancelStatus: 'DONE',
          })),
    checkout: { url: pageOf(tid) },
  }
}
