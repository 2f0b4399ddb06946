// The limits on a user's unpaid holds, open matches and waiting lists: one item each, under an optimistic lock.

import type { Clause } from '#kernel/data/guards.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { type Change, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import {
  BILLING_MS,
  type Held,
  Holder,
  type HolderItem,
  Host,
  type HostItem,
  MAX_HOLDS,
  MAX_UNPAID_BILLINGS,
  type SeatItem,
  Takes,
  type TakesItem,
  Waiter,
  Waits,
  type WaitsItem,
} from './items.ts'

/** A count of takes is kept as long as the ended applications. */
const TAKES_KEPT_MS = 90 * DAY_MS

const ttlAt = (now: string, ms: number): number => Math.floor((Date.parse(now) + ms) / 1000)

/** The time until which `limit` entries are held at once; '' if there are fewer. */
const fullUntil = (held: readonly Held[], limit: number): string =>
  held
    .map(({ until }) => until)
    .sort()
    .at(-limit) ?? ''

type Lists = Pick<HolderItem, 'userId' | 'holds' | 'billings'>

/** @param holder as read */
const listed = (
  holder: HolderItem | undefined,
  { userId, holds, billings }: Lists,
  now: string,
): Change<HolderItem> => ({
  set: {
    userId,
    holds,
    billings,
    holdsFullUntil: fullUntil(holds, MAX_HOLDS),
    billingsFullUntil: fullUntil(billings, MAX_UNPAID_BILLINGS),
    version: (holder?.version ?? 0) + 1,
    ttl: ttlAt(now, DAY_MS),
  },
})

const live = (held: readonly Held[] = [], now: string): Held[] => held.filter(({ until }) => until > now)

/** The companions of a new seat: the limits of its user if it is taken for a payment, and the invitation that takes it. */
export const companionsOf = ({ matchId, userId, counted, invitationId }: SeatItem) => [
  ...(counted ? [guard.withHolder({ matchId, userId }), guard.withTakes({ matchId, userId })] : []),
  ...(invitationId ? [guard.withInvitation({ userId, invitationId })] : []),
]

/** Counts a seat that is taken for a payment. @param holder as read */
export const holdSeat = (holder: HolderItem | undefined, seat: SeatItem) => [
  listHold(holder, seat, guard.fewHolds({ now: seat.createdAt })),
  countTake(seat),
]

/** Counts a seat that comes from the waiting list. The plan has judged the limits of its user, who did not send the request. */
export const holdPromoted = (holder: HolderItem | undefined, seat: SeatItem) => [
  listHold(holder, seat),
  take(seat, guard.mayTake()),
]

const listHold = <Code extends string = never>(
  holder: HolderItem | undefined,
  { userId, applicationId, matchId, createdAt: now, heldUntil = now }: SeatItem,
  ...asks: Clause<'matches', Code, HolderItem>[]
) => {
  const entry: Held = { id: applicationId, matchId, since: now, until: heldUntil }
  const holds = [...live(holder?.holds, now), entry]
  return update<'matches', HolderItem, Code>(
    'holdSeat',
    Holder.key(userId),
    listed(holder, { userId, holds, billings: live(holder?.billings, now) }, now),
    ...asks,
    guard.holderUnchanged({ version: holder?.version }),
    guard.withHolder({ matchId, userId }),
  )
}

/** Counts a take of this seat by its user. */
export const countTake = (seat: SeatItem) => take(seat, guard.fewTakes())

const take = <Code extends string>({ matchId, userId, createdAt }: SeatItem, few: Clause<'matches', Code, TakesItem>) =>
  update<'matches', TakesItem, Code>(
    'countTake',
    Takes.key(matchId, userId),
    { set: { userId, ttl: ttlAt(createdAt, TAKES_KEPT_MS) }, add: { takes: 1 } },
    few,
    guard.withTakes({ matchId, userId }),
  )

/** A paid seat is given back: its take does not count. */
export const forgiveTake = ({ matchId, userId }: SeatItem) =>
  update('forgiveTake', Takes.key(matchId, userId), { add: { takes: -1 } }, guard.withTakes({ matchId, userId }))

interface UnpaidBilling {
  readonly userId: string
  readonly billingId: string
  /** The matches of its orders, whose held seats move to the billing. */
  readonly matchIds: readonly string[]
}

/** Counts an unpaid billing. @param asks clauses on its companions */
export const holdBilling = (
  holder: HolderItem | undefined,
  { userId, billingId, matchIds }: UnpaidBilling,
  now: string,
  ...asks: Clause<'matches', never, HolderItem>[]
) => {
  const until = after(now, BILLING_MS)
  const holds = live(holder?.holds, now).filter(({ matchId = '' }) => !matchIds.includes(matchId))
  const billings = [...live(holder?.billings, now), { id: billingId, since: now, until }]
  return update(
    'holdBilling',
    Holder.key(userId),
    listed(holder, { userId, holds, billings }, now),
    guard.fewUnpaidBillings({ now }),
    guard.holderUnchanged({ version: holder?.version }),
    ...asks,
  )
}

/** Drops seats and billings that ended early. @param ended their ids */
export const dropHeld = (holder: HolderItem, ended: readonly string[], now: string) => {
  const { userId, version, holds, billings } = holder
  const left = (held: readonly Held[]) => live(held, now).filter(({ id }) => !ended.includes(id))
  return update(
    'dropHeld',
    Holder.key(userId),
    listed(holder, { userId, holds: left(holds), billings: left(billings) }, now),
    guard.holderUnchanged({ version }),
  )
}

const hosting = (host: HostItem | undefined, hostId: string, matchIds: readonly string[]): Change<HostItem> => ({
  set: { hostId, matchIds, openCount: matchIds.length, version: (host?.version ?? 0) + 1 },
})

/** Counts an opened match. @param host as read */
export const countMatch = (host: HostItem | undefined, hostId: string, matchId: string) =>
  update(
    'countMatch',
    Host.key(hostId),
    hosting(host, hostId, [...(host?.matchIds ?? []), matchId]),
    guard.openQuota(),
    guard.hostUnchanged({ version: host?.version }),
    guard.withHost({ hostId, matchId }),
  )

/** Drops closed matches. @param closed their ids */
export const dropMatches = (host: HostItem, closed: readonly string[]) => {
  const { hostId, version, matchIds } = host
  const left = matchIds.filter((matchId) => !closed.includes(matchId))
  return update('dropMatches', Host.key(hostId), hosting(host, hostId, left), guard.hostUnchanged({ version }))
}

const waiting = (waits: WaitsItem | undefined, userId: string, matchIds: readonly string[]): Change<WaitsItem> => ({
  set: { userId, matchIds, waitsCount: matchIds.length, version: (waits?.version ?? 0) + 1 },
})

/** Counts a place on a waiting list. @param waits as read */
export const countWait = (waits: WaitsItem | undefined, matchId: string, userId: string) =>
  update(
    'countWait',
    Waits.key(userId),
    waiting(waits, userId, [...(waits?.matchIds ?? []).filter((one) => one !== matchId), matchId]),
    guard.waitsQuota(),
    guard.waitsUnchanged({ version: waits?.version }),
    guard.withWaits({ matchId, userId }),
  )

/** Places of a quota that have ended. */
export interface EndedWaits {
  /** Matches whose waiting list the user has left. */
  readonly left: readonly string[]
  /** Closed matches, which keep the user's place. */
  readonly closed: readonly string[]
}

/** Drops places that have ended from the quota. */
export const dropWaits = (waits: WaitsItem, { left, closed }: EndedWaits) => {
  const { userId, version, matchIds } = waits
  const ended = [...left, ...closed]
  return [
    update(
      'dropWaits',
      Waits.key(userId),
      waiting(
        waits,
        userId,
        matchIds.filter((matchId) => !ended.includes(matchId)),
      ),
      guard.waitsUnchanged({ version }),
    ),
    ...closed.map((matchId) =>
      update('uncountWait', Waiter.key(matchId, userId), { remove: ['counted'] }, guard.counted()),
    ),
  ]
}
