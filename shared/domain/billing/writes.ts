// Changes of billings: each is an event of the machine, from the state that was read.

import type { Clause } from '#kernel/data/guards.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { announce } from '#kernel/data/outbox.ts'
import { after } from '#kernel/data/time.ts'
import { type Change, change, type Known, put } from '#kernel/data/write.ts'
import { byDay, withTotal } from './day-totals.ts'
import { event as events, toldBy } from './events.ts'
import { guard } from './guards.ts'
import {
  type AttemptItem,
  Billing,
  type BillingItem,
  billingsOf,
  type CancellationItem,
  dueBillings,
  type OrderItem,
  settledBillings,
  topupsOf,
} from './items.ts'
import { type Event, statesTaking, transition } from './machine.ts'

/** The delay before a gateway call with an unknown outcome is looked up. */
export const LOOK_AFTER_MS = 60_000
/** The delay before a paid billing is compared with the gateway once more: less than a day. */
const CHECK_AFTER_MS = 20 * 60 * 60_000
/** After this delay, a started payment can no longer be captured. */
const LATE_MS = 20 * 60_000

/** Requires the items of other modules to be in the same transaction. */
type WithParts = Clause<'billing', never, BillingItem>

export type NewBilling = Omit<BillingItem, 'parts' | 'listPk' | 'listSk' | 'duePk' | 'dueSk'>

/** @param parts the items that are reserved with it */
export const create = (made: NewBilling, parts: readonly Key[], withParts: WithParts) => {
  const { billingId, userId, createdAt, expiresAt } = made
  const item: BillingItem = {
    ...made,
    announced: true,
    byDay: [],
    parts: parts.map(idOf),
    listPk: (made.topup ? topupsOf(userId) : billingsOf(userId)).pk,
    listSk: `${createdAt}#${billingId}`,
    ...due(made, expiresAt),
  }
  const { totalAmount, couponDiscount, cashAmount, payAmount } = made
  const created = events.created(item, { ...told(made), totalAmount, couponDiscount, cashAmount, payAmount })
  return { writes: announce([put('create', Billing.key(billingId), item, withParts)], createdAt, created), after: item }
}

const told = ({ billingId, userId, orders }: Pick<BillingItem, 'billingId' | 'userId' | 'orders'>) => ({
  billingId,
  userId,
  matchIds: orders.map(({ matchId }) => matchId),
})

/** The step with its event, if it has one. */
export const announced = <Code extends string>(
  before: BillingItem,
  event: Event,
  step: Known<'billing', BillingItem, Code>,
  now: string,
) => {
  const { after } = step
  const { totalAmount, couponDiscount, cashAmount, payAmount, status, refundedPay, refundedCash } = after
  const ended = after.orders.filter(({ status: is }, at) => is === 'CANCELLED' && before.orders[at]?.status !== is)
  const refundedAmount = refundedPay + refundedCash
  const ways = {
    succeeded: () => events.succeeded(before, { ...told(after), totalAmount, couponDiscount, cashAmount, payAmount }),
    cancelled: () => events.cancelled(before, { ...told({ ...after, orders: ended }), status, refundedAmount }),
    expired: () => events.expired(before, told(after)),
  }
  const way = toldBy[event]
  return { writes: announce(withTotal(before, step, now), now, ...(way ? [ways[way]()] : [])), after }
}

export const due = ({ billingId }: Pick<BillingItem, 'billingId'>, at: string) => dueBillings.entry(billingId, at)

/** The due entry of a paid billing, if a gateway has its money. */
export const settledDue = ({ billingId, payAmount }: Pick<BillingItem, 'billingId' | 'payAmount'>, now: string) =>
  payAmount > 0 ? settledBillings.entry(billingId, after(now, CHECK_AFTER_MS)) : {}

interface Step extends Change<BillingItem> {
  /** The time of the event. */
  readonly now: string
  /** The due time for the reconciler; absent: none. */
  readonly lookAt?: string | undefined
}

/** @param asks additional clauses */
export const advance = <Code extends string = never>(
  billing: BillingItem,
  event: Event,
  { now, set = {}, add = {}, remove = [], lookAt }: Step,
  ...asks: Clause<'billing', Code, BillingItem>[]
) => {
  const { billingId, version } = billing
  const to = transition(billing.status, event)
  // A plan checks the state first; the write requires that it is unchanged.
  if (!to) throw new Error(`The state ${billing.status} has no transition for ${event}.`)
  const money = byDay(billing, add, now)
  return change(
    event,
    Billing.key(billingId),
    {
      of: billing,
      set: {
        ...set,
        ...money.set,
        version: version + 1,
        events: [...billing.events, event],
        afterMs: [...(billing.afterMs ?? []), Date.parse(now) - Date.parse(billing.createdAt)],
        status: to.next,
        ...(lookAt ? due(billing, lookAt) : {}),
      },
      add,
      remove: [...remove, ...(lookAt || set.duePk ? [] : (['duePk', 'dueSk'] as const))],
    },
    ...asks,
    ...money.asks,
    guard.unchanged({ version }),
  )
}

/** Requires a state that allows the event. */
export const takes = (event: Event) => guard.state({ states: statesTaking(event) })

/** Additional attributes and clauses for an event. */
export interface Addition<Code extends string> {
  readonly set: NonNullable<Change<BillingItem>['set']>
  readonly asks: readonly Clause<'billing', Code, BillingItem>[]
}

/** For a job, or for a gateway's answer. */
export const noAddition: Addition<never> = { set: {}, asks: [] }

export const byUser = (userId: string, event: Event) => ({
  set: {},
  asks: [guard.exists(), guard.owned({ userId }), takes(event)],
})

/** Clauses for a user's event before the expiry of the billing. */
export const inTime = (event: Event, userId: string, now: string) => [
  ...byUser(userId, event).asks,
  guard.unexpired({ now }),
]

/** The attempts that the gateway was asked to capture, or still can be. */
export const earlier = ({ claimed, attempt }: BillingItem): readonly AttemptItem[] =>
  attempt?.claimedAt ? [...claimed, attempt] : claimed

/** The items of other modules in the same transaction, and the ones that remain. */
export interface Parts {
  readonly withParts: WithParts
  /** As `pk|sk`. */
  readonly left: readonly string[]
}

/** A billing that is paid late reserves its released items again. */
export const paid = (orders: readonly OrderItem[]): OrderItem[] => orders.map((order) => ({ ...order, status: 'PAID' }))

/** Confirms a billing that coupon and cash cover. */
export const confirm = (billing: BillingItem, { left, withParts }: Parts, userId: string, now: string) => {
  const set = { orders: paid(billing.orders), parts: left }
  const step = advance(billing, 'confirm', { now, set }, ...inTime('confirm', userId, now), withParts)
  return announced(billing, 'confirm', step, now)
}

export interface Captured {
  /** The captured attempt. */
  readonly attempt: AttemptItem | undefined
  readonly now: string
  /** The orders to cancel at once, because their match was cancelled or has started. */
  readonly closed?: CancellationItem | undefined
}

export const capture = <Code extends string = never>(
  billing: BillingItem,
  event: 'capture' | 'captureClosed' | 'recapture' | 'settled' | 'settledClosed',
  { attempt, now, closed }: Captured,
  { withParts, left, set, asks }: Parts & Addition<Code>,
) => {
  const step = advance(
    billing,
    event,
    {
      now,
      set: {
        ...set,
        orders: paid(billing.orders),
        parts: left,
        ...(attempt ? { attempt } : {}),
        ...(closed ? { cancellation: closed } : settledDue(billing, now)),
      },
      add: { captured: billing.payAmount },
      lookAt: closed?.startedAt,
    },
    guard.uncaptured(),
    ...asks,
    withParts,
  )
  return announced(billing, event, step, now)
}

/** A change of a billing with its parts. */
export interface Parting<Code extends string> extends Parts, Addition<Code> {
  readonly now: string
}

/** Ends a billing before any payment. */
export const release = <Code extends string = never>(
  billing: BillingItem,
  event: 'cancel' | 'expire' | 'released',
  { withParts, left, set, asks, now }: Parting<Code>,
) => {
  const orders = billing.orders.map((order) => ({ ...order, status: 'CANCELLED' as const }))
  // The gateway may still capture a started payment for a while.
  const late = billing.attempt?.tid || billing.claimed.length > 0
  const step = advance(
    billing,
    event,
    {
      now,
      set: { ...set, orders, parts: left, claimed: earlier(billing) },
      lookAt: late ? after(now, LATE_MS) : undefined,
    },
    ...asks,
    ...(event === 'expire' ? [guard.expired({ now })] : []),
    withParts,
  )
  return announced(billing, event, step, now)
}
