// The Toss Payments API: open, confirm, look up, cancel. A repeated idempotency key gets the first reply.

import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { text, whole } from '#kernel/http/schema.ts'
import { type Book, capture, giveBack, isExpired, type Payment, type Reply, remainingOf } from './book.ts'
import type { Call, Step } from './faults.ts'
import { refusal, shown } from './toss-replies.ts'
import { type Asked, url, type Wire } from './wire.ts'

const won = whole(1, Number.MAX_SAFE_INTEGER)
const orderId = z.string().check(z.regex(/^[A-Za-z0-9_.-]{6,64}$/))
const Open = z.looseObject({
  method: text(1, 20),
  amount: won,
  orderId,
  orderName: text(1, 100),
  successUrl: url,
  failUrl: url,
})
const Confirm = z.looseObject({ paymentKey: z.string(), orderId, amount: won })
const Cancel = z.looseObject({ cancelReason: text(1, 200), cancelAmount: z.optional(won) })

const KEPT_MS = 15 * 24 * 3_600_000

export const tossWire = (book: Book, clock: () => number, pageOf: (tid: string) => string): Wire => {
  return (asked) => {
    const { authorization = '', 'idempotency-key': key } = asked.headers
    const secret = Buffer.from(/^Basic (\S+)$/.exec(authorization)?.[1] ?? '', 'base64').toString()
    if (!/^[^:]+:/.test(secret)) return refusal(401, 'UNAUTHORIZED_KEY')
    const desk = { book, clock, pageOf, shop: digest(authorization) }
    if (key === undefined || asked.method !== 'POST') return route(asked, { ...desk, keep: keepIn(book), lanes: [] })
    if (String(key).length > 300) return refusal(400, 'INVALID_IDEMPOTENCY_KEY')
    const scope = digest(`${desk.shop} ${asked.method} ${asked.path} ${key}`)
    const before = book.kept(scope)
    if (before && clock() < before.atMs + KEPT_MS) return { status: before.status, body: before.body }
    const lanes = [[scope, refusal(409, 'IDEMPOTENT_REQUEST_PROCESSING')]] as const
    return route(asked, { ...desk, keep: keepIn(book, { scope, clock }), lanes })
  }
}

type Keep = (reply: Reply, payment?: Payment) => Reply

/** Stores a payment together with its reply. */
const keepIn =
  (book: Book, under?: { readonly scope: string; readonly clock: () => number }): Keep =>
  (reply, payment) => {
    const kept = under && { scope: under.scope, atMs: under.clock(), ...reply }
    if (payment || kept) book.write({ payment, kept })
    return reply
  }

/** The context of one request. */
interface Desk {
  readonly book: Book
  readonly clock: () => number
  readonly pageOf: (tid: string) => string
  readonly shop: string
  readonly keep: Keep
  readonly lanes: readonly (readonly [string, Reply])[]
}

const route = (asked: Asked, desk: Desk): Call | Reply => {
  const path = asked.path.replace('/v1/payments', '')
  /** An invalid body is refused but not stored, so a corrected request may reuse the key. */
  const given = <S extends z.ZodMiniType>(schema: S, use: (body: z.output<S>) => Call | Reply): Call | Reply => {
    const { data, error } = z.safeParse(schema, asked.body)
    return error ? refusal(400, 'INVALID_REQUEST', error.issues[0]?.path.join('.')) : use(data as z.output<S>)
  }
  const [, key, cancels] = /^\/([A-Za-z0-9]+)(\/cancel)?$/.exec(path) ?? []
  if (asked.method === 'POST') {
    if (path === '') return given(Open, (body) => open(body, desk))
    if (path === '/confirm') return given(Confirm, (body) => confirm(body, desk))
    if (cancels)
      return given(Cancel, (body) =>
        cancel(
          body,
          find(desk, ({ tid }) => tid === key),
          desk,
        ),
      )
  }
  const [, order] = /^\/orders\/([A-Za-z0-9_.-]+)$/.exec(path) ?? []
  if (asked.method !== 'GET' || !(order || (key && !cancels))) return refusal(404, 'NOT_FOUND')
  return show(
    find(desk, ({ tid, orderId }) => tid === key || orderId === order),
    desk,
  )
}

const find = ({ book, shop }: Desk, matches: (payment: Payment) => boolean): Payment | undefined =>
  book.payments().find((one) => one.gateway === 'TOSS' && one.shop === shop && matches(one))

type Effects = Pick<Call, 'act' | 'refused' | 'decline'>
const callOf = (order: string, step: Step, effects: Effects, { lanes }: Desk, tid = ''): Call => ({
  orderId: order,
  step,
  ...effects,
  lanes: new Map([...lanes, ...(tid ? [[tid, refusal(400, 'ALREADY_PROCESSING_REQUEST')] as const] : [])]),
  doubtful: refusal(400, 'PROVIDER_ERROR'),
})

const paymentReply = (payment: Payment, { pageOf, clock }: Desk): Reply => ({
  status: 200,
  body: shown(payment, pageOf, clock()),
})

const open = (body: z.output<typeof Open>, desk: Desk): Call => {
  const { book, shop, clock, keep } = desk
  const payment: Payment = {
    gateway: 'TOSS',
    shop,
    tid: book.newId('tsandbox', 30),
    orderId: body.orderId,
    userId: '',
    itemName: body.orderName,
    amount: body.amount,
    createdMs: clock(),
    state: 'OPEN',
    token: '',
    approvalUrl: body.successUrl,
    cancelUrl: body.failUrl,
    failUrl: body.failUrl,
    captures: [],
    cancels: [],
  }
  const effects = {
    refused: () => find(desk, (one) => one.orderId === body.orderId) && keep(refusal(400, 'DUPLICATED_ORDER_ID')),
    act: () => keep(paymentReply(payment, desk), payment),
    decline: () => keep(refusal(400, 'INVALID_REQUEST')),
  }
  return callOf(body.orderId, 'ready', effects, desk)
}

const confirm = (body: z.output<typeof Confirm>, desk: Desk): Call | Reply => {
  const { book, clock, keep } = desk
  const { tid, orderId = '' } = find(desk, (one) => one.tid === body.paymentKey) ?? {}
  if (!tid) return keep(refusal(404, 'NOT_FOUND_PAYMENT_SESSION'))
  const current = () => book.payment(tid) as Payment
  const effects = {
    refused: () => keptWhere(notConfirmed(body, current(), clock()), keep),
    act: () => {
      const payment = capture(current(), book.newId('A', 20), clock())
      return keep(paymentReply(payment, desk), payment)
    },
    decline: () => keep(refusal(403, 'REJECT_CARD_PAYMENT'), { ...current(), state: 'FAILED' }),
  }
  return callOf(orderId, 'approve', effects, desk, tid)
}

const cancel = (body: z.output<typeof Cancel>, found: Payment | undefined, desk: Desk): Call | Reply => {
  const { book, clock, keep } = desk
  if (!found) return keep(refusal(404, 'NOT_FOUND_PAYMENT'))
  const current = () => book.payment(found.tid) as Payment
  const effects = {
    refused: () => keptWhere(notCancelled(body, current()), keep),
    act: () => {
      const payment = giveBack(current(), {
        id: book.newId('A', 20),
        amount: body.cancelAmount ?? remainingOf(current()),
        atMs: clock(),
      })
      return keep(paymentReply(payment, desk), payment)
    },
    decline: () => keep(refusal(403, 'NOT_CANCELABLE_PAYMENT')),
  }
  return callOf(found.orderId, 'cancel', effects, desk, found.tid)
}

const show = (found: Payment | undefined, desk: Desk): Call | Reply => {
  const none = refusal(404, 'NOT_FOUND_PAYMENT')
  if (!found) return none
  const act = () => paymentReply(desk.book.payment(found.tid) as Payment, desk)
  return callOf(found.orderId, 'order', { refused: () => undefined, act, decline: () => none }, desk)
}

const keptWhere = (reply: Reply | undefined, keep: Keep): Reply | undefined => reply && keep(reply)

const digest = (value: string): string => createHash('sha256').update(value).digest('base64url')

const notConfirmed = (asked: z.output<typeof Confirm>, payment: Payment, nowMs: number): Reply | undefined => {
  if (payment.state === 'PAID') return refusal(400, 'ALREADY_PROCESSED_PAYMENT')
  if (payment.state !== 'AUTHENTICATED' || isExpired(payment, nowMs)) return refusal(404, 'NOT_FOUND_PAYMENT_SESSION')
  const same = asked.orderId === payment.orderId && asked.amount === payment.amount
  return same ? undefined : refusal(400, 'INVALID_REQUEST')
}

const notCancelled = ({ cancelAmount }: z.output<typeof Cancel>, payment: Payment): Reply | undefined => {
  const remaining = remainingOf(payment)
  if (payment.state !== 'PAID') return refusal(403, 'NOT_CANCELABLE_PAYMENT')
  if (remaining === 0) return refusal(400, 'ALREADY_CANCELED_PAYMENT')
  return (cancelAmount ?? remaining) > remaining ? refusal(403, 'NOT_CANCELABLE_AMOUNT') : undefined
}
