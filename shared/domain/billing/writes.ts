// Every way in which a billing changes: each an event of its machine, from the state that was read.

import type { Clause } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { type Change, put, update } from '#kernel/data/write.ts'
import {
  type AttemptItem,
  type BillingItem,
  billingKey,
  billingsOf,
  type CancellationItem,
  dueBillings,
  type OrderItem,
  settledBillings,
} from './item.ts'
import { type Event, transition } from './machine.ts'
import { rule } from './rules.ts'

/** How long what was asked of a gateway is left alone before it is looked up. */
export const LOOK_AFTER_MS = 60_000
/** When a paid billing is compared with the gateway's account once more: within a day, with hours to spare. */
export const CHECK_AFTER_MS = 20 * 60 * 60_000
/** After this a payment that was begun at a gateway can no longer be captured. */
const LATE_MS = 20 * 60_000

export const after = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString()
export const idOf = ({ pk, sk }: Key): string => `${pk}|${sk}`

/** @param parts what is reserved with it */
export const create = (
  billing: Omit<BillingItem, 'parts' | 'listPk' | 'listSk' | 'duePk' | 'dueSk'>,
  parts: readonly Key[],
) => {
  const { billingId, userId, createdAt, expiresAt } = billing
  const item: BillingItem = {
    ...{ ...billing, parts: parts.map(idOf) },
    ...{ listPk: billingsOf(userId).pk, listSk: `${createdAt}#${billingId}` },
    ...due(billing, expiresAt),
  }
  return put('create', billingKey(billingId), item, rule.together(...parts))
}

export const due = ({ billingId }: Pick<BillingItem, 'billingId'>, at: string) => ({
  duePk: dueBillings.pk,
  dueSk: `${at}#${billingId}`,
})

/** Where the reconciler finds a paid billing, if a gateway has its money. */
export const settledDue = ({ billingId, payAmount }: Pick<BillingItem, 'billingId' | 'payAmount'>, now: string) =>
  payAmount > 0 ? { duePk: settledBillings.pk, dueSk: `${after(now, CHECK_AFTER_MS)}#${billingId}` } : {}

interface Step extends Change<BillingItem> {
  /** When the reconciler should look; absent: not at all. */
  readonly lookAt?: string | undefined
}

/** @param asks what else must hold */
export const advance = <Code extends string = never>(
  billing: BillingItem,
  event: Event,
  { set = {}, add = {}, remove = [], lookAt }: Step,
  ...asks: Clause<'billing', Code>[]
) => {
  const to = transition(billing.status, event)
  // Whoever plans an event asks for the state first; the write holds it to the state that was read.
  if (!to) throw new Error(`${event} has no place in ${billing.status}`)
  return update<'billing', BillingItem, Code>(
    event,
    billingKey(billing.billingId),
    {
      set: {
        ...{ ...set, version: billing.version + 1, events: [...billing.events, event] },
        status: to.next,
        ...(lookAt ? due(billing, lookAt) : {}),
      },
      add: { ...add, changes: 1 },
      remove: [...remove, ...(lookAt || set.duePk ? [] : (['duePk', 'dueSk'] as const))],
    },
    ...asks,
    rule.asRead(billing.version),
  )
}

/** Who is behind an event, and what must hold for them. */
export interface Asked<Code extends string> {
  readonly set: NonNullable<Change<BillingItem>['set']>
  readonly asks: readonly Clause<'billing', Code>[]
}

/** A job, or a gateway's answer. */
export const nobody: Asked<never> = { set: {}, asks: [] }

export const byUser = (userId: string, event: Event) => ({
  set: { askedBy: userId },
  asks: [rule.exists(), rule.owned(userId), rule.state(event)],
})

/** A user, and in time. */
export const inTime = ({ expiresAt }: BillingItem, event: Event, userId: string, now: string) => ({
  set: { askedBy: userId, usedAt: now, usedBefore: expiresAt },
  asks: [...byUser(userId, event).asks, rule.unexpired(now)],
})

/** Those that the gateway was asked to capture, or still may be. */
export const earlier = ({ claimed, attempt }: BillingItem): readonly AttemptItem[] =>
  attempt?.claimedAt ? [...claimed, attempt] : claimed

/** What of other modules is written in the same transaction, and what the billing then still keeps there. */
export interface Parts {
  readonly touched: readonly Key[]
  /** `pk|sk` */
  readonly left: readonly string[]
}

export const kept = ({ touched, left }: Parts) => ({ parts: left, together: rule.together(...touched) })

/** What was released long ago is reserved anew where it is paid after all. */
export const paid = (orders: readonly OrderItem[]): OrderItem[] => orders.map((order) => ({ ...order, status: 'PAID' }))

/** Nothing is left to pay at a gateway. */
export const confirm = (billing: BillingItem, parts: Parts, userId: string, now: string) => {
  const { set, asks } = inTime(billing, 'confirm', userId, now)
  const { parts: left, together } = kept(parts)
  const change = { set: { ...set, orders: paid(billing.orders), parts: left } }
  return advance(billing, 'confirm', change, ...asks, together)
}

export interface Captured {
  /** The one that was captured. */
  readonly attempt: AttemptItem | undefined
  readonly now: string
  /** What goes back at once, because its match was cancelled or has started. */
  readonly closed?: CancellationItem | undefined
}

export const capture = <Code extends string = never>(
  billing: BillingItem,
  event: 'capture' | 'captureClosed' | 'recapture' | 'settled' | 'settledClosed',
  { attempt, now, closed }: Captured,
  { touched, left, set, asks }: Parts & Asked<Code>,
) => {
  const { parts, together } = kept({ touched, left })
  const change = {
    set: {
      ...set,
      orders: paid(billing.orders),
      parts,
      ...(attempt ? { attempt } : {}),
      ...(closed ? { cancellation: closed } : settledDue(billing, now)),
    },
    add: { captured: billing.payAmount },
    ...(closed ? { lookAt: closed.startedAt } : {}),
  }
  return advance(billing, event, change, rule.captured(), ...asks, together)
}

/** Before anything was paid. */
export const release = <Code extends string = never>(
  billing: BillingItem,
  event: 'cancel' | 'expire' | 'released',
  parts: Parts,
  now: string,
  { set, asks }: Asked<Code>,
) => {
  const { parts: left, together } = kept(parts)
  const orders = billing.orders.map((order) => ({ ...order, status: 'CANCELLED' as const }))
  // What was begun at a gateway may still be captured there, for a while.
  const late = billing.attempt?.tid || billing.claimed.length > 0
  return advance(
    billing,
    event,
    {
      set: { ...set, orders, parts: left, endedAt: now, claimed: earlier(billing) },
      ...(late ? { lookAt: after(now, LATE_MS) } : {}),
    },
    ...asks,
    ...(event === 'expire' ? [rule.expired(now)] : []),
    together,
  )
}
