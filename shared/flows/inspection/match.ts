// A match as operators see it, with its players, what its cancellation would give back, and what ended seats gave back.

import type * as z from 'zod/mini'
import { Billing, type BillingItem, type OrderItem } from '#domain/billing/items.ts'
import { paidOrders } from '#domain/billing/refunds.ts'
import { sum } from '#domain/billing/shares.ts'
import { Ended, type EndedItem, type MatchItem, type SeatItem, WaitingList } from '#domain/matches/items.ts'
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
  const [people, billings] = await Promise.all([
    members(read, [hostId, ...[...seats, ...places, ...ended].map(({ userId }) => userId)]),
    billingsOf(read, [...seats, ...ended]),
  ])
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
    ended: ended.map((one) => ({
      ...people(one.userId),
      applicationId: one.applicationId,
      by: one.by,
      endedAt: one.endedAt,
      billingId: one.billingId ?? null,
      returned: returnedOf(billings(one), matchId),
    })),
    refunds: refundsOf(seats.map(billings), matchId),
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

/** The billings that paid for confirmed seats, present or ended. */
const billingsOf = async (
  read: Read<'billing'>,
  seats: readonly Pick<SeatItem | EndedItem, 'billingId' | 'status'>[],
) => {
  const ids = [
    ...new Set(seats.filter(({ status }) => status === 'CONFIRMED').flatMap(({ billingId = [] }) => billingId)),
  ]
  const billings = await read.all(ids.map((billingId) => Billing.key(billingId)))
  return ({ billingId = '', status }: Pick<SeatItem | EndedItem, 'billingId' | 'status'>): BillingItem | undefined =>
    status === 'CONFIRMED' ? billings[ids.indexOf(billingId)] : undefined
}

const refundsOf = (billings: readonly (BillingItem | undefined)[], matchId: string) => {
  const shares = billings.flatMap((billing) => (billing ? paidOrders(billing) : []).filter(isOf(matchId)))
  return { seats: shares.length, ...sumOf(shares) }
}

/** Null: nothing was paid for the seat. */
const returnedOf = (billing: BillingItem | undefined, matchId: string) => {
  const orders = (billing?.orders ?? []).filter(isOf(matchId)).filter(({ status }) => status === 'CANCELLED')
  return orders.length > 0 ? sumOf(orders) : null
}

const isOf =
  (matchId: string) =>
  (order: OrderItem): boolean =>
    order.matchId === matchId

const sumOf = (orders: readonly OrderItem[]) => ({
  pay: sum(orders.map(({ share }) => share.pay)),
  cash: sum(orders.map(({ share }) => share.cash)),
  coupon: sum(orders.map(({ share }) => share.coupon)),
})
