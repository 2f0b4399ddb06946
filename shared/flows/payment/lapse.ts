// Releases expired holds that block a request, in a separate transaction before it. The sweeper only tidies.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { dropHeld } from '#domain/matches/holders.ts'
import { type HolderItem, Seat } from '#domain/matches/items.ts'
import { endedHolds, heldTooLong } from '#domain/matches/reads.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { accountHolds } from '#domain/wallet/reads.ts'
import { sweepAt } from '#flows/waiting/release.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { aggregateOf, type Reads } from './aggregate.ts'
import { leavingOf } from './leaving.ts'
import { toReleased } from './transitions.ts'

type ReadView<M extends string> = Pick<PlanContext<M>, 'read' | 'now' | 'id'>

/** Unpaid and expired. After a capture was requested, only the gateway's answer ends a billing. */
const isOver = ({ status, expiresAt }: BillingItem, now: string): boolean =>
  (status === 'READY' || status === 'PAYING') && expiresAt <= now

/**
 * Releases expired seats of a match, or one expired billing with a wanted seat there. @returns undefined if there is none. The
 * set of holds that had expired by then only shrinks, so a match that is full at a later moment is full.
 */
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

/** Releases one expired billing that holds cash of an account. @returns undefined if there is none */
export const releaseCash = async (at: ReadView<Reads>, accountId: string) => {
  const holds = await accountHolds(at.read, accountId)
  return releaseBilling(
    at,
    holds.map(({ billingId }) => billingId),
  )
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
