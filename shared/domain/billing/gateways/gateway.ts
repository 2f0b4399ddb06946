// The interface of payment gateways, and checks of their answers.

export type GatewayName = 'KAKAOPAY' | 'TOSS'

export interface GatewaySettings {
  readonly baseUrl: string
  readonly secretKey: string
  /** KakaoPay's id of the shop. */
  readonly cid?: string
  /**
   * The timeout of calls that may move money. KakaoPay answers or gives up within 11 seconds; a shorter timeout would lose
   * answers.
   */
  readonly timeoutMs?: number
  /** Both timeouts together leave time for commits within the 25 seconds of a request. */
  readonly lookupTimeoutMs?: number
}

export const TIMEOUT_MS = 15_000
export const LOOKUP_TIMEOUT_MS = 7_000

/**
 * `declined`: certainly not done. `unknown`: may be done, now or later; only a look-up decides.
 * Reasons consist of fixed words and gateway codes: they contain no key, token or card data.
 */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export interface Order {
  readonly billingId: string
  /** The number of the attempt, such as "1". It is not secret: the gateway shows it as part of the order id. */
  readonly attempt: string
  readonly userId: string
  readonly itemName: string
  readonly amount: number
  readonly approvalUrl: string
  /** Toss has no such redirect; after a cancellation by the buyer it uses failUrl. */
  readonly cancelUrl: string
  readonly failUrl: string
}

/** The stored part of a payment, which every later call requires. */
export interface Payment {
  /** From orderIdOf(). */
  readonly orderId: string
  /** The gateway's payment id, the last one that it gave. */
  readonly tid: string
  readonly userId: string
  readonly amount: number
}

export interface Started {
  readonly tid: string
  readonly redirectUrl: string
  readonly expiresAt?: string
}

/** The gateway's view of a capture, to compare: see agrees(). */
export interface Captured {
  readonly orderId: string
  readonly tid: string
  /** The captured amount, without regard to refunds. */
  readonly captured: number
}

/** UNKNOWN requires a decision by an operator: an unknown state, or inconsistent amounts. */
export type State = 'PENDING' | 'PAID' | 'PARTLY_CANCELLED' | 'CANCELLED' | 'FAILED' | 'EXPIRED' | 'UNKNOWN'

export interface Standing extends Captured {
  readonly state: State
  /** The gateway's own word for it. */
  readonly status: string
  readonly cancelled: number
}

export interface Cancelled {
  readonly orderId: string
  readonly tid: string
  /** The amount refunded by this call. */
  readonly cancelled: number
  /** The refundable amount after it. */
  readonly remaining: number
}

export interface Cancellation {
  readonly amount: number
  /** The refundable amount before. */
  readonly remaining: number
  readonly reason: string
  /** The same for every attempt of one cancellation, different for the next: letters, digits, `_`, `-`, `.`; at most 100. */
  readonly step: string
}

/** Only approve() captures money, only cancel() refunds it. Gateway errors are outcomes, not exceptions. */
export interface Gateway {
  start(order: Order): Promise<Outcome<Started>>
  /** The token from the redirect to approvalUrl; undefined if it cannot belong to the payment. Never log it. */
  token(payment: Payment, query: Readonly<Record<string, string | undefined>>): string | undefined
  approve(payment: Payment, token: string): Promise<Outcome<Captured>>
  /** Declined: the gateway does not know the payment. */
  lookup(payment: Payment, now: string): Promise<Outcome<Standing>>
  cancel(payment: Payment, cancellation: Cancellation): Promise<Outcome<Cancelled>>
}

/** Known before the gateway is called, and different for each attempt, because Toss accepts an id only once. */
export const orderIdOf = (billingId: string, attempt: string): string => {
  const id = `${billingId}-${attempt}`
  if (!/^[A-Za-z0-9_.-]{6,64}$/.test(id)) throw new Error(`"${id}" is not a valid order id.`)
  return id
}

/** Whether the capture matches the payment. If not, an operator decides. */
export const agrees = (payment: Payment, { orderId, tid, captured }: Captured): boolean =>
  orderId === payment.orderId && captured === payment.amount && [payment.orderId, tid].includes(payment.tid)

/** Whether the refund matches the request. */
export const agreesOn = (payment: Payment, asked: Cancellation, reply: Cancelled): boolean =>
  reply.orderId === payment.orderId &&
  reply.tid === payment.tid &&
  reply.cancelled === asked.amount &&
  reply.remaining === asked.remaining - asked.amount

/** Nothing was captured, so there is nothing to compare. */
export const idle = (
  state: 'PENDING' | 'FAILED' | 'EXPIRED',
  ids: Pick<Standing, 'orderId' | 'tid' | 'status'>,
): Standing => ({
  ...ids,
  state,
  captured: 0,
  cancelled: 0,
})

/** @param claimed the gateway's state; undefined if unknown */
export const balanced = (
  claimed: State | undefined,
  money: Captured & Pick<Standing, 'status'>,
  remaining: number | undefined,
): Standing => {
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

/** Whether a token is safe in a header or body. */
export const usable = (token: string | undefined): token is string => /^[\x21-\x7e]{1,200}$/.test(token ?? '')

/** The first characters of a text, without splitting one. */
export const first = (count: number, text: string): string => [...text].slice(0, count).join('')
