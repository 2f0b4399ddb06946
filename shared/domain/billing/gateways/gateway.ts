// What a payment gateway does for a billing, whichever one it is, and what its answers are worth.

export type GatewayName = 'KAKAOPAY' | 'TOSS'

export interface GatewaySettings {
  readonly baseUrl: string
  readonly secretKey: string
  /** KakaoPay's name for the shop. */
  readonly cid?: string
  /** Of a call that may move money. KakaoPay answers or gives up within 11 seconds, so less would only lose answers. */
  readonly timeoutMs?: number
  /** Both together leave time for commits within the 25 seconds of a request. */
  readonly lookupTimeoutMs?: number
}

export const TIMEOUT_MS = 15_000
export const LOOKUP_TIMEOUT_MS = 7_000

/**
 * `declined`: the gateway did not do it, for certain. `unknown`: it may have, or may yet; nothing but a look-up tells.
 * Reasons are made of fixed words and the gateway's codes: they hold no key, no token, nothing of a card.
 */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export interface Order {
  readonly billingId: string
  /** Names the attempt within the billing, such as "1". It is no secret: the gateway shows it as part of the order id. */
  readonly attempt: string
  readonly userId: string
  readonly itemName: string
  readonly amount: number
  readonly approvalUrl: string
  /** Toss has no such redirect: there a person who quits comes back to failUrl. */
  readonly cancelUrl: string
  readonly failUrl: string
}

/** What of a payment is stored, and what every later call needs. */
export interface Payment {
  /** As orderIdOf() makes it. */
  readonly orderId: string
  /** The gateway's name for the payment: the last that it gave. */
  readonly tid: string
  readonly userId: string
  readonly amount: number
}

export interface Started {
  readonly tid: string
  readonly redirectUrl: string
  readonly expiresAt?: string
}

/** As the gateway has it, for the caller to compare: see agrees(). */
export interface Captured {
  readonly orderId: string
  readonly tid: string
  /** In all, whatever was given back since. */
  readonly captured: number
}

/** UNKNOWN is for a person to look at: a state nobody knows, or amounts that do not add up. */
export type State = 'PENDING' | 'PAID' | 'PARTLY_CANCELLED' | 'CANCELLED' | 'FAILED' | 'EXPIRED' | 'UNKNOWN'

export interface Standing extends Captured {
  readonly state: State
  readonly cancelled: number
}

export interface Cancelled {
  readonly orderId: string
  readonly tid: string
  /** By this call. */
  readonly cancelled: number
  /** What can still be given back after it. */
  readonly remaining: number
}

export interface Cancellation {
  readonly amount: number
  /** What could be given back before. */
  readonly remaining: number
  readonly reason: string
  /** The same for every try of one cancellation, another for the next: letters, digits, `_`, `-`, `.`; at most 100. */
  readonly step: string
}

/** Only approve() captures money, only cancel() gives it back. None of them throws for what a gateway does. */
export interface Gateway {
  start(order: Order): Promise<Outcome<Started>>
  /** What the redirect to approvalUrl brought; undefined where it cannot belong to the payment. Never to be logged. */
  token(payment: Payment, query: Readonly<Record<string, string | undefined>>): string | undefined
  approve(payment: Payment, token: string): Promise<Outcome<Captured>>
  /** Declined: the gateway knows no such payment. */
  lookup(payment: Payment, now: string): Promise<Outcome<Standing>>
  cancel(payment: Payment, cancellation: Cancellation): Promise<Outcome<Cancelled>>
}

/** Known before the gateway is asked, and another for each attempt, since Toss takes an id but once. */
export const orderIdOf = (billingId: string, attempt: string): string => {
  const id = `${billingId}-${attempt}`
  if (!/^[A-Za-z0-9_.-]{6,64}$/.test(id)) throw new Error(`"${id}" is not a valid order id.`)
  return id
}

/** Whether what the gateway took is what the payment asks for. Where not, it is for a person to look at. */
export const agrees = (payment: Payment, { orderId, tid, captured }: Captured): boolean =>
  orderId === payment.orderId && captured === payment.amount && [payment.orderId, tid].includes(payment.tid)

/** Whether what was given back is what was asked for. */
export const agreesOn = (payment: Payment, asked: Cancellation, reply: Cancelled): boolean =>
  reply.orderId === payment.orderId &&
  reply.tid === payment.tid &&
  reply.cancelled === asked.amount &&
  reply.remaining === asked.remaining - asked.amount

/** Nothing was captured, so nothing is to be compared. */
export const idle = (state: 'PENDING' | 'FAILED' | 'EXPIRED', ids: Pick<Captured, 'orderId' | 'tid'>): Standing => ({
  ...ids,
  state,
  captured: 0,
  cancelled: 0,
})

/** @param claimed what the gateway calls it; undefined for a name that is not known */
export const balanced = (claimed: State | undefined, money: Captured, remaining: number | undefined): Standing => {
  const { captured } = money
  const cancelled = captured - (remaining ?? captured)
  const sums: Partial<Record<State, boolean>> = {
    PAID: cancelled === 0,
    PARTLY_CANCELLED: cancelled > 0 && cancelled < captured,
    CANCELLED: cancelled === captured,
  }
  const sound = claimed && sums[claimed] && captured > 0 && remaining !== undefined
  return { ...money, cancelled, state: sound ? claimed : 'UNKNOWN' }
}

/** What may be sent on as a token: nothing that a header or a body of theirs could not hold. */
export const usable = (token: string | undefined): token is string => /^[\x21-\x7e]{1,200}$/.test(token ?? '')

/** The first of a text's characters: none of them cut in half. */
export const first = (count: number, text: string): string => [...text].slice(0, count).join('')
