// Toss Payments. Idempotency keys make every POST safe to repeat; the errors that certainly decline are a closed list.

import * as z from 'zod/mini'
import {
  balanced,
  type Captured,
  first,
  type Gateway,
  type GatewaySettings,
  idle,
  LOOKUP_TIMEOUT_MS,
  type Order,
  orderIdOf,
  type Standing,
  type State,
  TIMEOUT_MS,
  usable,
} from './gateway.ts'
import { ask, codeIn, httpUrl, ok, outcomeOf, refusesStart, unknown } from './wire.ts'

const won = z.int().check(z.gte(0))
const TossPayment = z.looseObject({
  paymentKey: z.string().check(z.minLength(1)),
  orderId: z.string(),
  status: z.string(),
  totalAmount: won,
  balanceAmount: won,
  cancels: z.nullish(z.array(z.looseObject({ cancelAmount: won }))),
})
type TossPayment = z.output<typeof TossPayment>
const Opened = z.looseObject({ orderId: z.string(), checkout: z.looseObject({ url: httpUrl }) })
const Refusal = z.looseObject({ code: z.string() })

const STATES: Readonly<Record<string, State>> = {
  READY: 'PENDING',
  IN_PROGRESS: 'PENDING',
  DONE: 'PAID',
  PARTIAL_CANCELED: 'PARTLY_CANCELLED',
  CANCELED: 'CANCELLED',
  ABORTED: 'FAILED',
  EXPIRED: 'EXPIRED',
  // WAITING_FOR_DEPOSIT is omitted: unrequested deposits require an operator.
}

/** Certain refusals by the payer's side. Other errors, such as a processing error of the card, may have gone through. */
const DECLINES: ReadonlySet<string> = new Set([
  'REJECT_CARD_PAYMENT',
  'REJECT_CARD_COMPANY',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'INVALID_REJECT_CARD',
  'INVALID_STOPPED_CARD',
  'INVALID_CARD_LOST_OR_STOLEN',
  'INVALID_CARD_EXPIRATION',
  'INVALID_CARD_NUMBER',
  'INVALID_PASSWORD',
  'BELOW_MINIMUM_AMOUNT',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
])
const CANCEL_DECLINES: ReadonlySet<string> = new Set([
  'NOT_CANCELABLE_AMOUNT',
  'NOT_CANCELABLE_PAYMENT',
  'NOT_ALLOWED_PARTIAL_REFUND',
])

const within = (codes: ReadonlySet<string>) => (status: number, code: string) =>
  [400, 403, 404].includes(status) && codes.has(code)

export const toss = (settings: GatewaySettings): Gateway => {
  const { baseUrl, secretKey, timeoutMs = TIMEOUT_MS, lookupTimeoutMs = LOOKUP_TIMEOUT_MS } = settings
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`
  const send = (path: string, body: Readonly<Record<string, unknown>>, idempotencyKey: string) =>
    ask({ url: `${baseUrl}/v1/payments${path}`, authorization, body, idempotencyKey, timeoutMs })

  return {
    async start(order) {
      const orderId = orderIdOf(order.billingId, order.attempt)
      const answer = await send('', openingFor(order, orderId), `start-${orderId}`)
      const value = (reply: z.output<typeof Opened>) =>
        reply.orderId === orderId
          ? ok({ tid: orderId, redirectUrl: reply.checkout.url })
          : unknown('a reply about another order')
      const declines = (status: number, said: string) => refusesStart(status) && said !== 'DUPLICATED_ORDER_ID'
      return outcomeOf(answer, { reply: Opened, value, code, declines })
    },

    token: (payment, { paymentKey, orderId, amount }) =>
      usable(paymentKey) && orderId === payment.orderId && amount === String(payment.amount) ? paymentKey : undefined,

    async approve({ orderId, amount }, token) {
      if (!usable(token)) return { kind: 'declined', reason: 'no usable token' }
      // The token is part of the key, so that a forged token does not get the answer of the real one.
      const answer = await send('/confirm', { paymentKey: token, orderId, amount }, `approve-${orderId}-${token}`)
      const value = (reply: TossPayment) =>
        reply.status === 'DONE' ? ok(captured(reply)) : unknown(`status ${codeIn(reply.status)}`)
      return outcomeOf(answer, { reply: TossPayment, value, code, declines: within(DECLINES) })
    },

    async lookup({ orderId }) {
      const url = `${baseUrl}/v1/payments/orders/${encodeURIComponent(orderId)}`
      const answer = await ask({ url, authorization, timeoutMs: lookupTimeoutMs })
      const value = (reply: TossPayment) => ok(standing(reply))
      const declines = (status: number, said: string) => status === 404 && said === 'NOT_FOUND_PAYMENT'
      return outcomeOf(answer, { reply: TossPayment, value, code, declines })
    },

    async cancel({ orderId, tid }, { amount, reason, step }) {
      if (!/^[A-Za-z0-9_.-]{1,100}$/.test(step)) throw new Error(`"${step}" is not a valid step name.`)
      const body = { cancelReason: first(200, reason), cancelAmount: amount }
      const answer = await send(`/${encodeURIComponent(tid)}/cancel`, body, `cancel-${orderId}-${step}`)
      const value = (reply: TossPayment) => {
        const given = reply.cancels?.at(-1)
        if (!given || !['CANCELED', 'PARTIAL_CANCELED'].includes(reply.status))
          return unknown(`status ${codeIn(reply.status)}`)
        const { orderId, tid } = captured(reply)
        return ok({ orderId, tid, cancelled: given.cancelAmount, remaining: reply.balanceAmount })
      }
      return outcomeOf(answer, { reply: TossPayment, value, code, declines: within(CANCEL_DECLINES) })
    },
  }
}

const openingFor = ({ amount, itemName, approvalUrl, failUrl }: Order, orderId: string) => ({
  method: 'CARD',
  amount,
  orderId,
  orderName: first(100, itemName),
  successUrl: approvalUrl,
  failUrl,
})

const captured = ({ orderId, paymentKey, totalAmount }: TossPayment): Captured => ({
  orderId,
  tid: paymentKey,
  captured: totalAmount,
})

const standing = (reply: TossPayment): Standing => {
  const state = STATES[reply.status]
  const money = { ...captured(reply), status: codeIn(reply.status) }
  if (state === 'PENDING' || state === 'FAILED' || state === 'EXPIRED') return idle(state, money)
  return balanced(state, money, reply.balanceAmount)
}

const code = (body: unknown): string => codeIn(z.safeParse(Refusal, body).data?.code)
