// What limits a user's unpaid holds and a host's open matches: one small item each, changed only from the version that was read.

import type { Key } from '#kernel/data/key.ts'
import { update } from '#kernel/data/write.ts'
import {
  BILLING_MS,
  type Held,
  type HolderItem,
  type HostItem,
  holderKey,
  hostKey,
  MAX_HOLDS,
  MAX_UNPAID_BILLINGS,
  type SeatItem,
  takesKey,
} from './item.ts'
import { rule } from './rules.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A count of takes is kept as long as what is left of the seats. */
const TAKES_KEPT_MS = 90 * DAY_MS

const ttlAt = (now: string, ms: number): number => Math.floor((Date.parse(now) + ms) / 1000)

/** The time at which one of `limit` entries ends, so that there is room for another; '' where there is room now. */
const fullUntil = (held: readonly Held[], limit: number): string =>
  held
    .map(({ until }) => until)
    .sort()
    .at(-limit) ?? ''

type Lists = Pick<HolderItem, 'holds' | 'billings'>

const keep = (holder: HolderItem | undefined, userId: string, { holds, billings }: Lists, now: string) => ({
  set: {
    userId,
    holds,
    billings,
    holdsFullUntil: fullUntil(holds, MAX_HOLDS),
    billingsFullUntil: fullUntil(billings, MAX_UNPAID_BILLINGS),
    version: (holder?.version ?? 0) + 1,
    ttl: ttlAt(now, DAY_MS),
  },
  add: { changes: 1 },
})

const live = (held: readonly Held[] = [], now: string): Held[] => held.filter(({ until }) => until > now)

/** What must be counted with a seat that is taken to be paid for. */
export const limitsOf = ({ matchId, userId, counted }: SeatItem) =>
  counted ? [rule.holdCounted(userId, matchId), rule.takeCounted(matchId, userId)] : []

/** Counts a seat that is taken to be paid for. @param holder as read */
export const holdSeat = (holder: HolderItem | undefined, seat: SeatItem) => {
  const { userId, applicationId, matchId, createdAt: now, heldUntil = now } = seat
  const entry: Held = { id: applicationId, matchId, since: now, until: heldUntil }
  const holds = [...live(holder?.holds, now), entry]
  const lists = { holds, billings: live(holder?.billings, now) }
  return [
    update(
      'holdSeat',
      holderKey(userId),
      keep(holder, userId, lists, now),
      rule.fewHolds(now),
      rule.holderAsRead(holder?.version),
      rule.holdCounted(userId, matchId),
    ),
    countTake(seat),
  ]
}

/** One more take of this seat by its user. */
export const countTake = ({ matchId, userId, createdAt }: SeatItem) =>
  update(
    'countTake',
    takesKey(matchId, userId),
    { set: { userId, ttl: ttlAt(createdAt, TAKES_KEPT_MS) }, add: { takes: 1 } },
    rule.fewTakes(),
    rule.takeCounted(matchId, userId),
  )

/** The seat was paid for and is given back: its take does not count. */
export const forgiveTake = ({ matchId, userId }: SeatItem) =>
  update('forgiveTake', takesKey(matchId, userId), { add: { takes: -1 } }, rule.takeCounted(matchId, userId))

/** Counts a billing that waits for its payment. @param matchIds of its orders: held seats of those become the billing's */
export const holdBilling = (
  holder: HolderItem | undefined,
  { userId, billingId, matchIds }: { userId: string; billingId: string; matchIds: readonly string[] },
  billing: Key,
  now: string,
) => {
  const until = new Date(Date.parse(now) + BILLING_MS).toISOString()
  const holds = live(holder?.holds, now).filter(({ matchId = '' }) => !matchIds.includes(matchId))
  const lists = { holds, billings: [...live(holder?.billings, now), { id: billingId, since: now, until }] }
  return update(
    'holdBilling',
    holderKey(userId),
    keep(holder, userId, lists, now),
    rule.fewUnpaidBillings(now),
    rule.holderAsRead(holder?.version),
    rule.billingCounted(userId, billing),
  )
}

/** Drops what ended early. @param ended ids of it */
export const dropHeld = (holder: HolderItem, ended: readonly string[], now: string) => {
  const left = (held: readonly Held[]) => live(held, now).filter(({ id }) => !ended.includes(id))
  const lists = { holds: left(holder.holds), billings: left(holder.billings) }
  return update(
    'dropHeld',
    holderKey(holder.userId),
    keep(holder, holder.userId, lists, now),
    rule.holderAsRead(holder.version),
  )
}

const list = (host: HostItem | undefined, hostId: string, matchIds: readonly string[]) => ({
  set: { hostId, matchIds, openCount: matchIds.length, version: (host?.version ?? 0) + 1 },
  add: { changes: 1 },
})

/** Counts a match that is opened. @param host as read */
export const countMatch = (host: HostItem | undefined, hostId: string, matchId: string) =>
  update(
    'countMatch',
    hostKey(hostId),
    list(host, hostId, [...(host?.matchIds ?? []), matchId]),
    rule.openQuota(),
    rule.hostAsRead(host?.version),
    rule.matchCounted(hostId, matchId),
  )

/** Drops matches that are closed. @param closed ids of them */
export const dropMatches = (host: HostItem, closed: readonly string[]) =>
  update(
    'dropMatches',
    hostKey(host.hostId),
    list(
      host,
      host.hostId,
      host.matchIds.filter((matchId) => !closed.includes(matchId)),
    ),
    rule.hostAsRead(host.version),
  )
