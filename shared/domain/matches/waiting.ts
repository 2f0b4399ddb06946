// Changes of waiting lists: people join, leave, and are passed over.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { after } from '#kernel/data/time.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import { event } from './events.ts'
import { guard } from './guards.ts'
import { countWait } from './holders.ts'
import {
  Match,
  type MatchItem,
  type Place,
  Seat,
  Waiter,
  type WaiterItem,
  WaitingList,
  type WaitingListItem,
  type WaitsItem,
  waitsOf,
} from './items.ts'

/** @param list as read */
export const rewrite = (
  matchId: string,
  list: WaitingListItem | undefined,
  places: readonly Place[],
  lastJoinedAt = list?.lastJoinedAt ?? '',
) =>
  update(
    'rewriteList',
    WaitingList.key(matchId),
    { set: { matchId, places, lastJoinedAt, version: (list?.version ?? 0) + 1 } },
    guard.listUnchanged({ version: list?.version }),
  )

/** Times of places differ and follow their order, although clocks do not agree. */
const joiningAfter = (list: WaitingListItem | undefined, now: string): string =>
  list && now <= list.lastJoinedAt ? after(list.lastJoinedAt, 1) : now

/** What a person who joins is judged by, as read. */
interface Joining {
  readonly match: MatchItem
  readonly list: WaitingListItem | undefined
  /** The person's quota. */
  readonly waits: WaitsItem | undefined
}

/** @returns the writes, and the place with its position */
export const join = ({ match, list, waits }: Joining, userId: string, now: string) => {
  const { matchId } = match
  const joinedAt = joiningAfter(list, now)
  const places = [...(list?.places ?? []), { userId, joinedAt }]
  const position = places.length
  const withPlace = guard.withPlace({ matchId, userId })
  const waiter: WaiterItem = {
    matchId,
    userId,
    joinedAt,
    counted: true,
    listPk: waitsOf(userId).pk,
    listSk: `${joinedAt}#${matchId}`,
  }
  const writes = [
    update(
      'wait',
      Match.key(matchId),
      { add: { waitingCount: 1 } },
      guard.exists(),
      guard.open({ now }),
      guard.full(),
      guard.roomToWait(),
      withPlace,
    ),
    rewrite(matchId, list, places, joinedAt),
    put('join', Waiter.key(matchId, userId), waiter, guard.onePlace(), withPlace, guard.withWaits({ matchId, userId })),
    countWait(waits, matchId, userId),
    check('withoutSeat', Seat.key(matchId, userId), guard.oneApplication()),
  ]
  return {
    place: { matchId, userId, position, joinedAt },
    writes: announce(writes, now, event.waiting(match, { matchId, userId, position, joinedAt })),
  }
}

interface Departure {
  /** As read. */
  readonly match: MatchItem
  readonly list: WaitingListItem | undefined
  readonly now: string
}

/** A person leaves the waiting list, which is always possible. */
export const leaveList = ({ match, list, now }: Departure, userId: string) =>
  announce(
    without({ match, list }, [userId], guard.waiting()),
    now,
    event.notWaiting(match, { matchId: match.matchId, userId, by: 'PERSON' }),
  )

/** Removes people who cannot take a seat. */
export const passOver = ({ match, list, now }: Departure, userIds: readonly string[]) =>
  announce(
    without({ match, list }, userIds),
    now,
    ...userIds.map((userId) => event.notWaiting(match, { matchId: match.matchId, userId, by: 'PASSED_OVER' })),
  )

/** The waiting list of a cancelled match ends; the event of the cancellation has told it. */
export const clearList = (match: MatchItem, list: WaitingListItem) =>
  without(
    { match, list },
    list.places.slice(0, MOST_CLEARED).map(({ userId }) => userId),
  )

/** Each place takes one of the 100 actions of a transaction. */
const MOST_CLEARED = 90

const without = <Code extends string = never>(
  { match: { matchId }, list }: Pick<Departure, 'match' | 'list'>,
  userIds: readonly string[],
  ...ofPlace: Clause<'matches', Code, WaiterItem>[]
) => {
  const left = (list?.places ?? []).filter(({ userId }) => !userIds.includes(userId))
  return [
    update('shortenList', Match.key(matchId), { add: { waitingCount: -userIds.length } }),
    rewrite(matchId, list, left),
    ...userIds.map((userId) =>
      remove<'matches', WaiterItem, Code>(
        'leaveList',
        Waiter.key(matchId, userId),
        ...ofPlace,
        guard.withPlace({ matchId, userId }),
      ),
    ),
  ]
}
