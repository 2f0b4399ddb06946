// The matches' part of an erasure: future free seats are given back; ended and paid seats stay, without the number of a car.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import type { Position } from '#kernel/commit/listing.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Calendar, Holder, Host, Match, type MatchItem, type matches, Seat, type SeatItem } from './items.ts'
import { applications } from './reads.ts'
import { leave } from './releases.ts'
import { isPayable } from './reservations.ts'

/** In place of the number of a car. */
const ERASED_PLATE = '-'

const isBlank = ({ plateNumber }: SeatItem): boolean => plateNumber === undefined || plateNumber === ERASED_PLATE

export const traces = [
  trace(Seat, (seat) => (isBlank(seat) ? undefined : seat.userId)),
  trace(Holder, ({ userId }) => userId),
  trace(Host, ({ hostId }) => hostId),
  trace(Calendar, ({ userId }) => userId),
]

export const erasure: ErasureOf<typeof matches> = {
  fates: {
    MATCH: 'future free seats are erased; matches, ended seats and paid seats are kept by the id of the user',
    APPLICANT: 'only in an index',
    MATCHES: 'only in an index',
    AGENDA: 'only in an index',
    DUE_MATCH: 'only in an index',
    HOLDER: 'erased',
    HOST: 'erased',
    CALENDAR: 'erased',
  },
  next: async (at, { userId }) => {
    const step = await seatStep(at, userId)
    if (step) return erase(step)
    const [holder, host, calendar] = await at.read.all([Holder.key(userId), Host.key(userId), Calendar.key(userId)])
    const writes = [
      ...(holder ? [remove('forgetHolder', Holder.key(userId), guard.holderUnchanged(holder))] : []),
      ...(host ? [remove('forgetHost', Host.key(userId), guard.hostUnchanged(host))] : []),
      ...(calendar ? [remove('forgetCalendar', Calendar.key(userId), guard.calendarUnchanged(calendar))] : []),
    ]
    return writes.length > 0 ? erase(writes) : nothing
  },
}

/** The writes for the first seat with something to erase. */
const seatStep = async ({ read, now }: Pick<PlanContext<'matches'>, 'read' | 'now'>, userId: string) => {
  let after: Position | undefined
  do {
    const { items, next } = await applications(read, userId, { limit: 50, after })
    const found = await read.all(items.map(({ matchId }) => Match.key(matchId)))
    for (const [place, seat] of items.entries()) {
      const match = found[place]
      if (match && isReturned(match, seat, now)) return leave(seat, now)
      if (!isBlank(seat)) return [blank(seat)]
    }
    after = next
  } while (after)
  return undefined
}

/** A seat without a billing in a match that is open. The sweeper releases the seats of cancelled matches. */
const isReturned = (match: MatchItem, { billingId }: SeatItem, now: string): boolean =>
  billingId === undefined && isPayable(match, now)

const blank = ({ matchId, userId, applicationId }: SeatItem) =>
  update('blank', Seat.key(matchId, userId), { set: { plateNumber: ERASED_PLATE } }, guard.sameSeat({ applicationId }))
