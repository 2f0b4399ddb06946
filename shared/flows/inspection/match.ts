// A match as operators see it, with its players and what its cancellation would give back.

import type * as z from 'zod/mini'
import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { paidOrders } from '#domain/billing/refunds.ts'
import { sum } from '#domain/billing/shares.ts'
import { Ended, type MatchItem, type SeatItem, WaitingList } from '#domain/matches/items.ts'
import { allSeats } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { Profile, User } from '#domain/users/items.ts'
import type { Read } from '#kernel/commit/store.ts'
import { memberView } from './members.ts'
import type { InspectedMatch } from './schema.ts'

type Modules = 'matches' | 'users' | 'billing'

/** More than a page shows, and few enough for one query. */
const MOST_ENDED = 200

export const inspectMatch = async (read: Read<Modules>, match: MatchItem): Promise<z.input<typeof InspectedMatch>> => {
  const { matchId, hostId } = match
  const [seats, list, { items: ended }] = await Promise.all([
    allSeats(read, matchId),
    match.waitingCount ? read.get(WaitingList.key(matchId)) : undefined,
    read.list({ ...Ended.within(matchId), descending: true, limit: MOST_ENDED }),
  ])
  const places = list?.places ?? []
  const people = await members(read, [hostId, ...[...seats, ...places].map(({ userId }) => userId)])
  return {
    ...matchView(match),
    host: people(hostId),
    createdAt: match.createdAt,
    cancelledAt: match.cancelledAt ?? null,
    refundUntil: match.refundUntil ?? null,
    seats: seats.map((seat) => ({
      ...people(seat.userId),
      applicationId: seat.applicationId,
      status: seat.status,
      heldUntil: seat.heldUntil ?? null,
      billingId: seat.billingId ?? null,
      plateNumber: seat.plateNumber ?? null,
      createdAt: seat.createdAt,
    })),
    waiting: places.map(({ userId, joinedAt }) => ({ ...people(userId), joinedAt })),
    ended: ended.map(({ userId, applicationId, by, endedAt }) => ({ userId, applicationId, by, endedAt })),
    refunds: await refundsOf(read, seats, matchId),
  }
}

const members = async (read: Read<'users'>, userIds: readonly string[]) => {
  const all = [...new Set(userIds)]
  const { users, profiles } = await read.groups({
    users: all.map((userId) => User.key(userId)),
    profiles: all.map((userId) => Profile.key(userId)),
  })
  return (userId: string) => {
    const at = all.indexOf(userId)
    const user = users[at]
    return memberView(userId, user && { user, profile: profiles[at] })
  }
}

const refundsOf = async (read: Read<'billing'>, seats: readonly SeatItem[], matchId: string) => {
  const billed = seats.flatMap(({ billingId, status }) => (billingId && status === 'CONFIRMED' ? [billingId] : []))
  const billings = await read.all(billed.map((billingId) => Billing.key(billingId)))
  const shares = billings.flatMap((billing) => sharesOf(billing, matchId))
  return {
    seats: shares.length,
    pay: sum(shares.map(({ pay }) => pay)),
    cash: sum(shares.map(({ cash }) => cash)),
    coupon: sum(shares.map(({ coupon }) => coupon)),
  }
}

const sharesOf = (billing: BillingItem | undefined, matchId: string) =>
  (billing ? paidOrders(billing) : []).filter((order) => order.matchId === matchId).map(({ share }) => share)
