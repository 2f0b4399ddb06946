// The seats of a user, with their matches.

import type * as z from 'zod/mini'
import type { MatchItem, SeatItem } from '#domain/matches/items.ts'
import { applications, matchesOf } from '#domain/matches/reads.ts'
import { applicationView } from '#domain/matches/views.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { UserSeat } from './schema.ts'

/** Newest first. */
export const userSeats = async (
  read: Read<'matches'>,
  userId: string,
  page: PageAsked,
): Promise<Page<z.input<typeof UserSeat>>> => {
  const { items, next } = await applications(read, userId, page)
  const matches = await matchesOf(
    read,
    items.map(({ matchId }) => matchId),
  )
  return { items: items.map((seat, at) => userSeatView(seat, matches[at])), next }
}

const userSeatView = (seat: SeatItem, match: MatchItem | undefined): z.input<typeof UserSeat> => ({
  ...applicationView(seat),
  billingId: seat.billingId ?? null,
  match: matchLine(match),
})

/** A match as the line of a list names it. */
export const matchLine = (match: MatchItem | undefined) =>
  match ? { title: match.title, startsAt: match.startsAt, status: match.status } : null
