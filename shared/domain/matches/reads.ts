// How matches are read.

import type { Page, Position } from '../../kernel/listing.ts'
import type { Read } from '../../kernel/store.ts'
import {
  allMatches,
  applicationsOf,
  dueMatches,
  dueSeats,
  LAST,
  type MatchItem,
  matchKey,
  type SeatItem,
  seatKey,
  seatsOf,
} from './item.ts'

type Reader = Read<'matches'>

export interface Asked {
  readonly limit: number
  readonly after: Position | undefined
}

export const match = (read: Reader, matchId: string): Promise<MatchItem | undefined> => read.get(matchKey(matchId))

/** A match and one user's seat in it, in one round trip. */
export const matchAndSeat = async (
  read: Reader,
  matchId: string,
  userId: string,
): Promise<[MatchItem | undefined, SeatItem | undefined]> => {
  const found = await read.all<MatchItem | SeatItem>([matchKey(matchId), seatKey(matchId, userId)])
  return found as [MatchItem | undefined, SeatItem | undefined]
}

/** By start; from and to are inclusive, ISO 8601. */
export const matchesBetween = (read: Reader, from: string, to: string, page: Asked): Promise<Page<MatchItem>> =>
  read.list({ partition: allMatches, index: 'list', from, to: `${to}#${LAST}`, ...page })

/** By user id. */
export const seats = (read: Reader, matchId: string, page: Asked): Promise<Page<SeatItem>> =>
  read.list({ ...seatsOf(matchId), ...page })

/** Newest first. */
export const applications = (read: Reader, userId: string, page: Asked): Promise<Page<SeatItem>> =>
  read.list({ partition: applicationsOf(userId), index: 'list', from: ' ', to: LAST, descending: true, ...page })

const DUE_AT_ONCE = 1000

/** Held seats whose time has run out, the longest waiting first. */
export const lapsedSeats = (read: Reader, now: string): Promise<Page<SeatItem>> =>
  read.list({
    partition: dueSeats,
    index: 'due',
    from: ' ',
    to: `${now}#${LAST}`,
    limit: DUE_AT_ONCE,
    after: undefined,
  })

/** Cancelled matches that may still have seats. */
export const cancelledMatches = (read: Reader): Promise<Page<MatchItem>> =>
  read.list({ partition: dueMatches, index: 'due', from: ' ', to: LAST, limit: DUE_AT_ONCE, after: undefined })
