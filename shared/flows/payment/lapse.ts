// Releases expired holds that block a request, in a separate transaction before it. The sweeper only tidies.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { dropHeld } from '#domain/matches/holders.ts'
import { type HolderItem, Match, Seat, type SeatItem } from '#domain/matches/items.ts'
import { heldTooLong } from '#domain/matches/reads.ts'
import { SEATS_AT_ONCE, sweep } from '#domain/matches/releases.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { Account } from '#domain/wallet/items.ts'
import { accountHolds } from '#domain/wallet/reads.ts'
import { type PlanContext, Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Key } from '#kernel/data/key.ts'
import { aggregateOf, type Modules } from './aggregate.ts'
import { toReleased } from './transitions.ts'

type ReadView<M extends string> = Pick<PlanContext<M>, 'read' | 'now'>

/** Unpaid and expired. After a capture was requested, only the gateway's answer ends a billing. */
const isOver = ({ status, expiresAt }: BillingItem, now: string): boolean =>
  (status === 'READY' || status === 'PAYING') && expiresAt <= now

/** Releases expired seats of a match, or one expired billing with a wanted seat there. */
export const releaseSeats = async ({ read, now }: ReadView<Modules>, matchId: string, wanted: 'seat' | 'parking') => {
  const held = await heldTooLong(read, matchId, now)
  const free = held.filter((seat) => wanted === 'seat' && lapsed(seat, now)).slice(0, SEATS_AT_ONCE)
  const found = await read.get(Match.key(matchId))
  if (found && free.length > 0) return sweep(found, free, now)
  const billed = held.filter(({ plateNumber }) => wanted === 'seat' || plateNumber !== undefined)
  const released = await releaseBilling(
    { read, now },
    billed.map(({ billingId }) => billingId),
  )
  if (!released) await assertStill(read, Match.key(matchId), wanted === 'seat' ? 'playerCount' : 'parkingCount')
  return released
}

/** Releases one expired billing that holds cash of an account. */
export const releaseCash = async ({ read, now }: ReadView<Modules>, accountId: string) => {
  const holds = await accountHolds(read, accountId)
  const released = await releaseBilling(
    { read, now },
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
export const releaseBilling = async ({ read, now }: ReadView<Modules>, billingIds: readonly (string | undefined)[]) => {
  const ids = [...new Set(billingIds.filter((id) => id !== undefined))]
  const found = await read.all(ids.map((id) => Billing.key(id)))
  const over = found.find((billing) => billing !== undefined && isOver(billing, now))
  const aggregate = over && (await aggregateOf(read, over.billingId))
  return aggregate && isOver(aggregate.billing, now)
    ? toReleased(aggregate, 'expire', now, noAddition).writes
    : undefined
}

/** Removes seats and billings that ended early from a user's holds. */
export const dropEnded = async ({ read, now }: ReadView<'matches' | 'billing'>, holder: HolderItem) => {
  const { userId, holds } = holder
  const { seats, billings } = await read.groups({
    seats: holds.map(({ matchId = '' }) => Seat.key(matchId, userId)),
    billings: holder.billings.map(({ id }) => Billing.key(id)),
  })
  const endedHolds = holds.filter(({ id }, at) => !isHeld(seats[at], id))
  const endedBillings = holder.billings.filter((_, at) => !isWaiting(billings[at], now))
  const ended = [...endedHolds, ...endedBillings].map(({ id }) => id)
  return ended.length > 0 ? [dropHeld(holder, ended, now)] : undefined
}

const isHeld = (seat: SeatItem | undefined, applicationId: string): boolean =>
  seat?.applicationId === applicationId && seat.status === 'HELD' && seat.billingId === undefined

const isWaiting = (billing: BillingItem | undefined, now: string): boolean =>
  billing !== undefined && ['READY', 'PAYING', 'APPROVING'].includes(billing.status) && !isOver(billing, now)
