// Changes of waiting lists: people join, leave, and are passed over.

import type { Clause } from '#kernel/data/guards.ts'
import { after } from '#kernel/data/time.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import {
  Match,
  type MatchItem,
  type Place,
  Seat,
  Waiter,
  type WaiterItem,
  WaitingList,
  type WaitingListItem,
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

/** @param list as read @returns the writes, and the place with its position */
export const join = (list: WaitingListItem | undefined, matchId: string, userId: string, now: string) => {
  const joinedAt = joiningAfter(list, now)
  const places = [...(list?.places ?? []), { userId, joinedAt }]
  const withPlace = guard.withPlace({ matchId, userId })
  const waiter: WaiterItem = {
    matchId,
    userId,
    joinedAt,
    listPk: waitsOf(userId).pk,
    listSk: `${joinedAt}#${matchId}`,
  }
  return {
    place: { userId, joinedAt },
    position: places.length,
    writes: [
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
      put('join', Waiter.key(matchId, userId), waiter, guard.onePlace(), withPlace),
      check('withoutSeat', Seat.key(matchId, userId), guard.oneApplication()),
    ],
  }
}

/** A person leaves the waiting list. @param list as read */
export const leaveList = (list: WaitingListItem | undefined, matchId: string, userId: string) =>
  without(list, matchId, [userId], guard.waiting())

/** Removes people who cannot take a seat, or everybody from the list of a cancelled match. @param list as read */
export const removePlaces = (list: WaitingListItem, userIds: readonly string[]) =>
  without(list, list.matchId, userIds)

const without = <Code extends string = never>(
  list: WaitingListItem | undefined,
  matchId: string,
  userIds: readonly string[],
  ...ofPlace: Clause<'matches', Code, WaiterItem>[]
) => {
  const left = (list?.places ?? []).filter(({ userId }) => !userIds.includes(userId))
  return [
    update<'matches', MatchItem>('shortenList', Match.key(matchId), { add: { waitingCount: -userIds.length } }),
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
