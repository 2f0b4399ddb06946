// KakaoPay's one-time payment API: ready, approve, order, cancel, all of them POST.

import * as z from 'zod/mini'
import { text, whole } from '#kernel/http/schema.ts'
import { type Book, capture, giveBack, isExpired, type Payment, type Reply, remainingOf } from './book.ts'
import type { Call, Step } from './faults.ts'
import { amounts, approved, opened, refusal, shown } from './kakaopay-replies.ts'
import { url, type Wire } from './wire.ts'

const MAX = Number.MAX_SAFE_INTEGER
const money = whole(0, MAX)
const id = text(1, 100)
const cid = z.string().check(z.minLength(1))
const requests = {
  ready: z.looseObject({
    cid,
    partner_order_id: id,
    partner_user_id: id,
    item_name: text(1, 100),
    quantity: whole(1, MAX),
    total_amount: whole(1, MAX),
    tax_free_amount: money,
    vat_amount: z.optional(money),
    approval_url: url,
    cancel_url: url,
    fail_url: url,
    item_code: z.optional(text(0, 100)),
    payment_method_type: z.optional(z.enum(['CARD', 'MONEY'])),
    install_month: z.optional(whole(0, 12)),
  }),
  approve: z.looseObject({
    cid,
    tid: z.string(),
    partner_order_id: id,
    partner_user_id: id,
    pg_token: z.string(),
    total_amount: z.optional(whole(1, MAX)),
  }),
  order: z.looseObject({ cid, tid: z.string() }),
  cancel: z.looseObject({
    cid,
    tid: z.string(),
    cancel_amount: whole(1, MAX),
    cancel_tax_free_amount: money,
    cancel_available_amount: z.optional(money),
    payload: z.optional(text(0, 200)),
  }),
}
type Request<S extends Step> = z.output<(typeof requests)[S]>

/** The context of one request. */
interface Desk {
  readonly book: Book
  readonly clock: () => number
  readonly pageOf: (tid: string) => string
}

export const kakaopayWire =
  (book: Book, clock: () => number, pageOf: (tid: string) => string): Wire =>
  ({ method, path, headers, body }) => {
    const step = path.replace('/online/v1/payment/', '') as Step
    if (!Object.hasOwn(requests, step))
      return { status: 404, body: { error_code: -404, error_message: 'no such path' } }
    if (method !== 'POST') return { status: 405, body: { error_code: -405, error_message: 'POST, please' } }
    if (!/^(DEV_)?SECRET_KEY \S+$/.test(headers.authorization ?? ''))
      return { status: 401, body: { error_code: -401, error_message: 'Authorization: SECRET_KEY <key>, please' } }
    const { data, error } = z.safeParse(requests[step], body)
    if (error) return refusal(-2, undefined, error.issues[0]?.path.join('.'))
    if (!/^[A-Z0-9]{10}$/.test(data.cid)) return refusal(-731)
    const desk = { book, clock, pageOf }
    if (step === 'ready') return ready(data as Request<'ready'>, desk)
    const payment = book.payment((data as Request<'order'>).tid)
    if (payment?.gateway !== 'KAKAOPAY' || payment.shop !== data.cid) return refusal(-721)
    return known[step](data as never, payment, desk)
  }

type Effects = Pick<Call, 'act' | 'refused' | 'decline'>
const callOf = (orderId: string, step: Step, effects: Effects, tid?: string): Call => ({
  orderId,
  step,
  ...effects,
  lanes: new Map(tid ? [[tid, refusal(-785)]] : []),
  doubtful: refusal(step === 'cancel' ? -781 : -780, 'USER_LOCKED'),
})

const done = (body: object): Reply => ({ status: 200, body })
const never = () => undefined

const ready = (asked: Request<'ready'>, { book, clock, pageOf }: Desk): Call => {
  const act = () => {
    const payment: Payment = {
      gateway: 'KAKAOPAY',
      shop: asked.cid,
      tid: book.newId('T', 20),
      token: book.newId('', 20),
      state: 'OPEN',
      orderId: asked.partner_order_id,
      userId: asked.partner_user_id,
      itemName: asked.item_name,
      amount: asked.total_amount,
      createdMs: clock(),
      captures: [],
      cancels: [],
      approvalUrl: asked.approval_url,
      cancelUrl: asked.cancel_url,
      failUrl: asked.fail_url,
    }
    book.write({ payment })
    return done(opened(payment, pageOf))
  }
  return callOf(asked.partner_order_id, 'ready', { act, refused: never, decline: () => refusal(-722) })
}

const approve = (asked: Request<'approve'>, { tid, orderId }: Payment, { book, clock }: Desk): Call => {
  const current = () => book.payment(tid) as Payment
  const effects = {
    refused: () => notApproved(asked, current(), clock()),
    act: () => {
      const payment = capture(current(), book.newId('A', 20), clock())
      book.write({ payment })
      return done(approved(payment))
    },
    decline: () => {
      book.write({ payment: { ...current(), state: 'FAILED' } })
      return refusal(-780, 'CARD_LIMIT_EXCEEDED')
    },
  }
  return callOf(orderId, 'approve', effects, tid)
}

const order = (_: Request<'order'>, { tid, orderId }: Payment, { book }: Desk): Call => {
  const act = () => done(shown(book.payment(tid) as Payment))
  return callOf(orderId, 'order', { act, refused: never, decline: () => refusal(-721) })
}

const cancel = (asked: Request<'cancel'>, { tid, orderId }: Payment, { book, clock }: Desk): Call => {
  const current = () => book.payment(tid) as Payment
  const effects = {
    refused: () => notCancelled(asked, current()),
    act: () => {
      const payment = giveBack(current(), { id: book.newId('A', 20), amount: asked.cancel_amount, atMs: clock() })
      book.write({ payment })
      return done({ ...shown(payment), approved_cancel_amount: amounts(asked.cancel_amount), payload: asked.payload })
    },
    decline: () => refusal(-781, 'CANCEL_REFUSED'),
  }
  return callOf(orderId, 'cancel', effects, tid)
}

const known = { approve, order, cancel }

const notApproved = (asked: Request<'approve'>, payment: Payment, nowMs: number): Reply | undefined => {
  const { state } = payment
  if (asked.partner_order_id !== payment.orderId) return refusal(-706)
  if (asked.partner_user_id !== payment.userId) return refusal(-707)
  if (state === 'PAID') return refusal(-702)
  if (state === 'QUIT' || state === 'FAILED') return refusal(-783)
  if (isExpired(payment, nowMs)) return refusal(-723)
  if (state === 'OPEN') return refusal(-701)
  if (asked.pg_token !== payment.token) return refusal(-708)
  return asked.total_amount === undefined || asked.total_amount === payment.amount ? undefined : refusal(-722)
}

const notCancelled = (asked: Request<'cancel'>, payment: Payment): Reply | undefined => {
  const remaining = remainingOf(payment)
  if (payment.state !== 'PAID') return refusal(-784)
  if (asked.cancel_amount > remaining) return refusal(-710)
  if (asked.cancel_tax_free_amount > 0) return refusal(-725)
  return (asked.cancel_available_amount ?? remaining) === remaining ? undefined : refusal(-724)
}
