// Toss's webhook, sent once: receivers look the payment up anyway.

import type { Payment } from './book.ts'
import { shown } from './toss-replies.ts'

export const webhook =
  (url: string, pageOf: (tid: string) => string, clock: () => number) =>
  (payment: Payment): void => {
    if (payment.gateway !== 'TOSS') return
    const createdAt = new Date(clock()).toISOString()
    const body = JSON.stringify({
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt,
      data: shown(payment, pageOf, clock()),
    })
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      .then((response) => response.bytes())
      .catch(({ message }) => console.error(`The sandbox could not deliver the webhook: ${message}`))
  }
