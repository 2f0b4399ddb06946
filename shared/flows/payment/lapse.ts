// Releases expired holds that block a request, in a separate transaction before it. The sweeper only tidies.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { dropHeld } from '#domain/matches/holders.ts'
import { type HolderItem, Match, Seat } from '#domain/matches/items.ts'
import { endedHolds, heldTooLong } from '#domain/matches/reads.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { Account } from '#domain/wallet/items.ts'
import { accountHolds } from '#domain/wallet/reads.ts'
import { sweepAt } from '#flows/waiting/release.ts'
import { type PlanContext, Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Key } from '#kernel/data/key.ts'
import { aggregateOf, type Modules, type Reads } from './aggregate.ts'
import { leavingOf } from './leaving.ts'
import { toReleased } from './transitions.ts'

type ReadView<M extends string> = Pick<PlanContext<M>, 'read' | 'now' | 'id'>

/** Unpaid and expired. After a capture was requested, only the gateway's answer ends a billing. */
const isOver = ({ status, expiresAt }: BillingItem, now: string): boolean =>
  (status === 'READY' || status === 'PAYING') && expiresAt <= now

/** Releases expired seats of a match, or one expired billing with a wanted seat there. @returns undefined if there is none */
export const releaseLapsed = async (at: ReadView<Reads>, matchId: string, wanted: 'seat' | 'parking') => {
  const held = await heldTooLong(at.read, matchId, at.now)
  const free = held.filter((seat) => wanted === 'seat' && lapsed(seat, at.now))
  if (free.length > 0) return sweepAt(at, matchId, free)
  const billed = held.filter(({ plateNumber }) => wanted === 'seat' || plateNumber !== undefined)
  return releaseBilling(
    at,
    billed.map(({ billingId }) => billingId),
  )
}

/** The same for a match that is full. */
export const releaseSeats = async (at: ReadView<Reads>, matchId: string, wanted: 'seat' | 'parking') => {
  const released = await releaseLapsed(at, matchId, wanted)
  if (!released) await assertStill(at.read, Match.key(matchId), wanted === 'seat' ? 'playerCount' : 'parkingCount')
  return released
}

/** Releases one expired billing that holds cash of an account. */
export const releaseCash = async (at: ReadView<Reads>, accountId: string) => {
  const { read } = at
  const holds = await accountHolds(read, accountId)
  const released = await releaseBilling(
    at,
    holds.map(({ billingId }) => billingId),
  )
  if (!released) await assertStill(read, Account.key(accountId), 'available')
  return released
}

/**
 * Nothing has expired, so the request is refused, by current data: another request may have released the hold since the plan
 * read it.
 * The set of holds expired by a given time only shrinks. @throws Replan
 */
const assertStill = async <M extends Modules, T>(read: Read<M>, key: Key<M, T>, count: keyof T & string) => {
  const before = await read.get(key)
  const { module, pk, sk } = key
  const { items } = await read.list<T>({ partition: { module, pk }, from: sk, to: sk, limit: 1 })
  if (before?.[count] !== items[0]?.[count]) throw new Replan(`${count} has changed`)
}

/** Releases the first expired billing. Money that is captured later is handled as late money. */
export const releaseBilling = async (at: ReadView<Reads>, billingIds: readonly (string | undefined)[]) => {
  const { read, now } = at
  const ids = [...new Set(billingIds.filter((id) => id !== undefined))]
  const found = await read.all(ids.map((id) => Billing.key(id)))
  const over = found.find((billing) => billing !== undefined && isOver(billing, now))
  const aggregate = over && (await aggregateOf(read, over.billingId))
  if (!aggregate || !isOver(aggregate.billing, now)) return undefined
  const leaving = await leavingOf(at, aggregate)
  return 'first' in leaving ? leaving.first : toReleased(leaving, 'expire', now, noAddition).writes
}

/** Removes seats and billings that ended early from a user's holds. */
export const dropEnded = async (
  { read, now }: Pick<PlanContext<'matches' | 'billing'>, 'read' | 'now'>,
  holder: HolderItem,
) => {
  const { billings } = await read.groups({
    billings: holder.billings.map(({ id }) => Billing.key(id)),
    seats: holder.holds.map(({ matchId = '' }) => Seat.key(matchId, holder.userId)),
  })
  const over = holder.billings.filter((_, at) => !isWaiting(billings[at], now)).map(({ id }) => id)
  const ended = [...(await endedHolds(read, holder)), ...over]
  return ended.length > 0 ? [dropHeld(holder, ended, now)] : undefined
}

const isWaiting = (billing: BillingItem | undefined, now: string): boolean =>
  billing !== undefined && ['READY', 'PAYING', 'APPROVING'].includes(billing.status) && !isOver(billing, now)
