// Reads of matches.

import { due } from '#kernel/commit/due.ts'
import { beyond, type Listing, type Page, type PageAsked } from '#kernel/commit/listing.ts'
import { Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import { both, on } from '#kernel/data/condition.ts'
import { LAST } from '#kernel/data/key.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import type { Entry } from './calendar-file.ts'
import type { EndedWaits } from './holders.ts'
import {
  agendaOf,
  allMatches,
  applicationsOf,
  Calendar,
  type CalendarItem,
  dueMatches,
  dueSeats,
  Holder,
  type HolderItem,
  Host,
  type HostItem,
  Invitation,
  type InvitationItem,
  Match,
  type MatchItem,
  movedMatches,
  Seat,
  type SeatItem,
  Takes,
  type TakesItem,
  Waiter,
  WaitingList,
  type WaitingListItem,
  type WaitsItem,
} from './items.ts'
import { isPayable } from './seat.ts'

type Reader = Read<'matches'>

type Filtered = PageAsked & Pick<Listing<'matches', MatchItem>, 'keep'>

export const match = (read: Reader, matchId: string): Promise<MatchItem | undefined> => read.get(Match.key(matchId))

/** A match and its waiting list, in one round trip. */
export const matchAndList = async (
  read: Reader,
  matchId: string,
): Promise<[MatchItem | undefined, WaitingListItem | undefined]> =>
  read.all([Match.key(matchId), WaitingList.key(matchId)])

/** A match and one user's seat in it, in one round trip. */
export const matchAndSeat = async (
  read: Reader,
  matchId: string,
  userId: string,
): Promise<[MatchItem | undefined, SeatItem | undefined]> => read.all([Match.key(matchId), Seat.key(matchId, userId)])

/** A user's unpaid holds and the count of their unpaid takes of one match, in one round trip. */
export const holderAndTakes = async (
  read: Reader,
  matchId: string,
  userId: string,
): Promise<[HolderItem | undefined, TakesItem | undefined]> =>
  read.all([Holder.key(userId), Takes.key(matchId, userId)])

export const host = (read: Reader, hostId: string): Promise<HostItem | undefined> => read.get(Host.key(hostId))

/** In the order of the ids. */
export const matchesOf = (read: Reader, matchIds: readonly string[]): Promise<(MatchItem | undefined)[]> =>
  read.all(matchIds.map((matchId) => Match.key(matchId)))

/** The held seats of a user that ended before their time, by the ids of their applications. */
export const endedHolds = async (read: Reader, { userId, holds }: HolderItem): Promise<string[]> => {
  const seats = await read.all(holds.map(({ matchId = '' }) => Seat.key(matchId, userId)))
  return holds.flatMap(({ id }, at) => (isHeld(seats[at], id) ? [] : [id]))
}

const isHeld = (seat: SeatItem | undefined, applicationId: string): boolean =>
  seat?.applicationId === applicationId && seat.status === 'HELD' && seat.billingId === undefined

/** The places of a user's quota that have ended. */
export const endedWaits = async (read: Reader, { userId, matchIds }: WaitsItem, now: string): Promise<EndedWaits> => {
  const found = await read.groups({
    places: matchIds.map((matchId) => Waiter.key(matchId, userId)),
    matches: matchIds.map((matchId) => Match.key(matchId)),
  })
  const isOpen = (of: MatchItem | undefined): boolean => of !== undefined && isPayable(of, now)
  return {
    left: matchIds.filter((_, at) => !found.places[at]?.counted),
    closed: matchIds.filter((_, at) => found.places[at]?.counted && !isOpen(found.matches[at])),
  }
}

/** The maximum number of seats of a match. */
const MOST_SEATS = 100

export const allSeats = async (read: Reader, matchId: string): Promise<readonly SeatItem[]> =>
  (await seats(read, matchId, { limit: MOST_SEATS, after: undefined })).items

/** The players of a match, exactly: a seat that is taken or freed meanwhile changes the number of the match's events. */
const playersOf = async (read: Reader, { matchId, playerCount }: MatchItem): Promise<readonly string[]> =>
  playerCount === 0 ? [] : (await allSeats(read, matchId)).map(({ userId }) => userId)

/** The players of a match and the people who wait, exactly: each change of them changes the number of the match's events. */
export const peopleOf = async (read: Reader, match: MatchItem): Promise<readonly string[]> => {
  const players = await playersOf(read, match)
  if ((match.waitingCount ?? 0) === 0) return players
  const list = await read.get(WaitingList.key(match.matchId))
  return [...players, ...(list?.places ?? []).map(({ userId }) => userId)]
}

/** Seats of one match with an expired hold, with or without a billing. */
export const heldTooLong = async (read: Reader, matchId: string, now: string): Promise<readonly SeatItem[]> => {
  const seat = on<SeatItem>()
  const where = both(seat.equals('status', 'HELD'), seat.exists('heldUntil'), seat.atMost('heldUntil', now))
  return (await read.list({ ...Seat.within(matchId), where, limit: MOST_SEATS })).items
}

/** By start; from and to are inclusive, ISO 8601. */
export const matchesBetween = (read: Reader, from: string, to: string, page: Filtered): Promise<Page<MatchItem>> =>
  read.list({ partition: allMatches, index: 'list', from, to: `${to}#${LAST}`, ...page })

/** By user id. */
export const seats = (read: Reader, matchId: string, page: PageAsked): Promise<Page<SeatItem>> =>
  read.list({ ...Seat.within(matchId), ...page })

/** Reads the user's seat without the cache. @throws Replan if there is none */
export const assertSeated = async (read: Reader, matchId: string, userId: string): Promise<void> => {
  const { items } = await read.list({ ...Seat.within(matchId, userId, userId), limit: 1 })
  if (items.length === 0) throw new Replan('the seat was given back')
}

/** Newest first. */
export const applications = (read: Reader, userId: string, page: PageAsked): Promise<Page<SeatItem>> =>
  read.list({ partition: applicationsOf(userId), index: 'list', from: ' ', to: LAST, descending: true, ...page })

/** Times are inclusive, ISO 8601. */
interface Span {
  readonly from: string
  readonly to: string
}

/** The matches that a user hosts, plays in, or both, by start, each once. */
export const matchesIn = async (
  read: Reader,
  userId: string,
  parts: readonly ('HOST' | 'PLAYER')[],
  { from, to, limit, after }: Span & PageAsked,
): Promise<Page<MatchItem>> => {
  const last = `${to}#${LAST}`
  const range = {
    index: 'agenda',
    from: after ? beyond(after, 'agendaSk', { from, to: last }) : from,
    to: last,
  } as const
  const lists = await Promise.all(
    parts.map((part) => read.list<MatchItem | SeatItem>({ ...range, partition: agendaOf(part, userId), limit })),
  )
  // Each list is known up to its end.
  const [end] = lists.flatMap(({ next }) => next?.['agendaSk'] ?? []).sort()
  const places = lists.flatMap(({ items }) => items.map(({ agendaSk = '', matchId }) => ({ agendaSk, matchId })))
  const byMatch = new Map(places.map((place) => [place.matchId, place]))
  const known = [...byMatch.values()]
    .filter(({ agendaSk }) => end === undefined || agendaSk <= end)
    .sort((one, other) => (one.agendaSk < other.agendaSk ? -1 : 1))
  const shown = known.slice(0, limit)
  const found = await matchesOf(
    read,
    shown.map(({ matchId }) => matchId),
  )
  const next = known.length > limit ? shown.at(-1)?.agendaSk : end
  return { items: found.flatMap((match) => match ?? []), next: next === undefined ? undefined : { agendaSk: next } }
}

export const calendar = (read: Reader, userId: string): Promise<CalendarItem | undefined> =>
  read.get(Calendar.key(userId))

/** How long a calendar shows matches that are over. */
const PAST_MS = 30 * DAY_MS
/** The maximum number of seats in a calendar, and of ended ones: the soonest. */
const MOST_SEATS_SHOWN = 100

/** The seats of a user that a calendar shows, by start, then those that have ended. */
export const calendarEntries = async (read: Reader, userId: string, now: string): Promise<readonly Entry[]> => {
  const range = { index: 'agenda', from: after(now, -PAST_MS), to: LAST, limit: MOST_SEATS_SHOWN } as const
  const [seats, former] = await Promise.all([
    read.list({ ...range, partition: agendaOf('PLAYER', userId) }),
    read.list({ ...range, partition: agendaOf('FORMER', userId) }),
  ])
  const all = [...seats.items, ...former.items]
  const found = await matchesOf(
    read,
    all.map(({ matchId = '' }) => matchId),
  )
  return all.flatMap((seat, at) => {
    const match = found[at]
    return match ? [{ match, seat }] : []
  })
}

/** A user's invitations, those to the newest matches first. */
export const invitations = (
  read: Reader,
  userId: string,
  page: PageAsked & Pick<Listing<'matches', InvitationItem>, 'keep'>,
): Promise<Page<InvitationItem>> => read.list({ ...Invitation.within(userId), descending: true, ...page })

const DUE_AT_ONCE = 1000

/** Seats with an expired hold, oldest first. */
export const lapsedSeats = (read: Reader, now: string): Promise<readonly SeatItem[]> =>
  due(read, dueSeats, { until: now, limit: DUE_AT_ONCE })

/** Cancelled matches that may still have seats. */
export const cancelledMatches = (read: Reader): Promise<readonly MatchItem[]> =>
  due(read, dueMatches, { limit: DUE_AT_ONCE })

/** Matches whose seats may still be listed by an earlier start. */
export const matchesToRelist = (read: Reader): Promise<readonly MatchItem[]> =>
  due(read, movedMatches, { limit: DUE_AT_ONCE })
