// KakaoPay's one-time payment. It has no idempotency key, so any answer but 200 to an approval or a cancellation is unknown.

import * as z from 'zod/mini'
import {
  balanced,
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
import { ask, codeIn, httpUrl, ok, outcomeOf, refusesStart } from './wire.ts'

const won = z.looseObject({ total: z.int().check(z.gte(0)) })
const ids = { tid: z.string(), partner_order_id: z.string() }

const Ready = z.looseObject({
  tid: z.string().check(z.minLength(1)),
  next_redirect_pc_url: httpUrl,
  created_at: z.string(),
})
const Approved = z.looseObject({ ...ids, aid: z.string(), amount: won })
const Shown = z.looseObject({
  ...ids,
  status: z.string(),
  // Optional until something is paid.
  amount: z.optional(won),
  canceled_amount: z.optional(won),
  cancel_available_amount: z.optional(won),
  created_at: z.optional(z.string()),
})
const CancelReply = z.looseObject({ ...ids, approved_cancel_amount: won, cancel_available_amount: won })
const Refusal = z.looseObject({
  error_code: z.int(),
  extras: z.optional(z.looseObject({ method_result_code: z.optional(z.string()) })),
})

const STATES: Readonly<Record<string, State>> = {
  ...of('PENDING', 'READY', 'SEND_TMS', 'OPEN_PAYMENT', 'SELECT_METHOD', 'ARS_WAITING', 'AUTH_PASSWORD'),
  ...of('PAID', 'SUCCESS_PAYMENT'),
  ...of('PARTLY_CANCELLED', 'PART_CANCEL_PAYMENT'),
  ...of('CANCELLED', 'CANCEL_PAYMENT'),
  ...of('FAILED', 'FAIL_AUTH_PASSWORD', 'QUIT_PAYMENT', 'FAIL_PAYMENT'),
}
function of(state: State, ...names: string[]): Record<string, State> {
  return Object.fromEntries(names.map((name) => [name, state]))
}

const LIFE_MS = 15 * 60_000
/** A tolerance for clock differences and for approvals in the last second. */
const GRACE_MS = 60_000
const NOT_FOUND = '-721'

export const kakaopay = (settings: GatewaySettings & { readonly cid: string }): Gateway => {
  const { baseUrl, secretKey, cid, timeoutMs = TIMEOUT_MS, lookupTimeoutMs = LOOKUP_TIMEOUT_MS } = settings
  const send = (step: string, body: Readonly<Record<string, unknown>>, timeout = timeoutMs) =>
    ask({
      url: `${baseUrl}/online/v1/payment/${step}`,
      authorization: `SECRET_KEY ${secretKey}`,
      body: { cid, ...body },
      timeoutMs: timeout,
    })
  const never = () => false

  return {
    async start(order) {
      const answer = await send('ready', readyFor(order))
      const value = ({ tid, next_redirect_pc_url: redirectUrl, created_at }: z.output<typeof Ready>) => {
        const bornMs = fromKorea(created_at)
        return ok({ tid, redirectUrl, ...(bornMs ? { expiresAt: new Date(bornMs + LIFE_MS).toISOString() } : {}) })
      }
      return outcomeOf(answer, { reply: Ready, value, code, declines: refusesStart })
    },

    token: (_, { pg_token: token }) => (usable(token) ? token : undefined),

    async approve({ tid, orderId, userId, amount }, token) {
      if (!usable(token)) return { kind: 'declined', reason: 'no usable token' }
      const order = { partner_order_id: orderId, partner_user_id: userId, total_amount: amount }
      const answer = await send('approve', { tid, ...order, pg_token: token })
      const value = (reply: z.output<typeof Approved>) => ok({ ...idsOf(reply), captured: reply.amount.total })
      return outcomeOf(answer, { reply: Approved, value, code, declines: never })
    },

    async lookup({ tid }, now) {
      const answer = await send('order', { tid }, lookupTimeoutMs)
      const value = (reply: z.output<typeof Shown>) => ok(standing(reply, Date.parse(now)))
      return outcomeOf(answer, { reply: Shown, value, code, declines: (_, said) => said === NOT_FOUND })
    },

    async cancel({ tid }, { amount, remaining, reason }) {
      const answer = await send('cancel', {
        tid,
        cancel_amount: amount,
        cancel_tax_free_amount: 0,
        // A repeat is refused, because the available amount is lower by then.
        cancel_available_amount: remaining,
        payload: first(100, reason),
      })
      const value = (reply: z.output<typeof CancelReply>) => {
        const { approved_cancel_amount: given, cancel_available_amount: left } = reply
        return ok({ ...idsOf(reply), cancelled: given.total, remaining: left.total })
      }
      return outcomeOf(answer, { reply: CancelReply, value, code, declines: never })
    },
  }
}

const readyFor = (order: Order) => ({
  partner_order_id: orderIdOf(order.billingId, order.attempt),
  partner_user_id: order.userId,
  item_name: first(100, order.itemName),
  quantity: 1,
  total_amount: order.amount,
  tax_free_amount: 0,
  approval_url: order.approvalUrl,
  cancel_url: order.cancelUrl,
  fail_url: order.failUrl,
})

interface Ids {
  readonly tid: string
  readonly partner_order_id: string
}

const idsOf = ({ tid, partner_order_id: orderId }: Ids) => ({ tid, orderId })

const standing = (reply: z.output<typeof Shown>, nowMs: number): Standing => {
  const state = STATES[reply.status]
  const money = { ...idsOf(reply), status: codeIn(reply.status), captured: reply.amount?.total ?? 0 }
  if (state === 'FAILED') return idle(state, money)
  if (state === 'PENDING') {
    const bornMs = fromKorea(reply.created_at)
    return idle(bornMs && nowMs > bornMs + LIFE_MS + GRACE_MS ? 'EXPIRED' : state, money)
  }
  const left = reply.cancel_available_amount?.total
  const addsUp = left !== undefined && (reply.canceled_amount?.total ?? 0) + left === money.captured
  return balanced(addsUp ? state : undefined, money, left)
}

/** KakaoPay sends local times in Korea without an offset. @returns undefined if the time is invalid */
const fromKorea = (local: string | undefined): number | undefined => {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(local ?? '') ? Date.parse(`${local}+09:00`) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

const code = (body: unknown): string => {
  const { data } = z.safeParse(Refusal, body)
  const result = data?.extras?.method_result_code
  return `${codeIn(data?.error_code)}${result === undefined ? '' : ` ${codeIn(result)}`}`
}
