// The matches' part of an erasure: waiting places, invitations and limits are erased; ended and paid seats stay, without the
// number of a car. Future free seats are given back before, because people may wait for them (flows/erasure/steps.ts).

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import type { Position } from '#kernel/commit/listing.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { LAST } from '#kernel/data/key.ts'
import { remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import {
  Calendar,
  Holder,
  Host,
  Invitation,
  Match,
  type matches,
  Seat,
  type SeatItem,
  Sent,
  Waiter,
  Waits,
  waitsOf,
} from './items.ts'
import { applications, matchAndList } from './reads.ts'
import { isPayable } from './seat.ts'
import { leaveList } from './waiting.ts'

/** In place of the number of a car. */
const ERASED_PLATE = '-'

const isBlank = ({ plateNumber, invitationId }: SeatItem): boolean =>
  invitationId === undefined && (plateNumber === undefined || plateNumber === ERASED_PLATE)

export const traces = [
  trace(Seat, (seat) => (isBlank(seat) ? undefined : seat.userId)),
  trace(Waiter, ({ userId }) => userId),
  trace(Invitation, ({ userId }) => userId),
  trace(Sent, ({ userId }) => userId),
  trace(Holder, ({ userId }) => userId),
  trace(Host, ({ hostId }) => hostId),
  trace(Waits, ({ userId }) => userId),
  trace(Calendar, ({ userId }) => userId),
]

type At = Pick<PlanContext<'matches'>, 'read' | 'now'>
const AT_ONCE = 30

export const erasure: ErasureOf<typeof matches> = {
  fates: {
    MATCH:
      'future free seats and places on waiting lists are erased; matches, ended and paid seats are kept by the id of the user',
    APPLICANT: 'only in an index',
    MATCHES: 'only in an index',
    AGENDA: 'only in an index',
    DUE_MATCH: 'only in an index',
    HOLDER: 'erased',
    HOST: 'erased',
    CALENDAR: 'erased',
    WAITER: 'erased',
    INVITEE: 'erased; invitations that the user sent are withdrawn, and kept by the id of the user',
  },
  next: async (at, { userId }) => {
    const seat = await nextSeat(at, userId, async (all) => all.find((one) => !isBlank(one)))
    if (seat) return erase([blank(seat)])
    const place = await placeStep(at, userId)
    if (place) return erase(place)
    const [holder, host, waits, calendar] = await at.read.all([
      Holder.key(userId),
      Host.key(userId),
      Waits.key(userId),
      Calendar.key(userId),
    ])
    const [invitations, sent] = await Promise.all([
      at.read.list({ ...Invitation.within(userId), limit: AT_ONCE }),
      at.read.list({ ...Sent.within(userId), limit: AT_ONCE }),
    ])
    const writes = [
      ...(holder ? [remove('forgetHolder', Holder.key(userId), guard.holderUnchanged(holder))] : []),
      ...(host ? [remove('forgetHost', Host.key(userId), guard.hostUnchanged(host))] : []),
      ...(waits ? [remove('forgetWaits', Waits.key(userId), guard.waitsUnchanged(waits))] : []),
      ...(calendar ? [remove('forgetCalendar', Calendar.key(userId), guard.calendarUnchanged(calendar))] : []),
      ...invitations.items.map(({ invitationId }) => remove('forgetInvitation', Invitation.key(userId, invitationId))),
      ...sent.items.map(({ from, day }) => remove('forgetSent', Sent.key(userId, from, day))),
    ]
    return writes.length > 0 ? erase(writes) : nothing
  },
}

/** The first seat of the user, among all, that is wanted. */
const nextSeat = async (
  { read }: At,
  userId: string,
  wanted: (seats: readonly SeatItem[]) => Promise<SeatItem | undefined>,
): Promise<SeatItem | undefined> => {
  let after: Position | undefined
  do {
    const { items, next } = await applications(read, userId, { limit: 50, after })
    const found = await wanted(items)
    if (found) return found
    after = next
  } while (after)
  return undefined
}

/**
 * A seat without a billing in a match that is open: it is given back. The sweeper releases the seats of cancelled matches.
 */
export const freeSeat = (at: At, userId: string): Promise<SeatItem | undefined> =>
  nextSeat(at, userId, async (seats) => {
    const found = await at.read.all(seats.map(({ matchId }) => Match.key(matchId)))
    return seats.find(({ billingId }, place) => {
      const match = found[place]
      return match !== undefined && billingId === undefined && isPayable(match, at.now)
    })
  })

/** The writes for the first place on a waiting list. */
const placeStep = async ({ read, now }: At, userId: string) => {
  const mine = { partition: waitsOf(userId), index: 'list', from: ' ', to: LAST, limit: 1 } as const
  const [waiter] = (await read.list(mine)).items
  if (!waiter) return undefined
  const [match, list] = await matchAndList(read, waiter.matchId)
  return match && leaveList({ match, list, now }, userId)
}

const blank = ({ matchId, userId, applicationId, plateNumber }: SeatItem) =>
  update(
    'blank',
    Seat.key(matchId, userId),
    { ...(plateNumber ? { set: { plateNumber: ERASED_PLATE } } : {}), remove: ['invitationId'] },
    guard.sameSeat({ applicationId }),
  )
