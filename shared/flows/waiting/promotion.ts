// Finds who of a waiting list gets the seats that come free. People who cannot take one are passed over, in a transaction before.

import { Edge, type EdgeItem } from '#domain/friends/items.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { dropHeld } from '#domain/matches/holders.ts'
import {
  Holder,
  type HolderItem,
  type MatchItem,
  type Place,
  Takes,
  type TakesItem,
  WaitingList,
} from '#domain/matches/items.ts'
import { type Candidate, type Promotion, promotion, withoutPromotion } from '#domain/matches/promotion.ts'
import { endedHolds } from '#domain/matches/reads.ts'
import { isAwaited, promotedSeat } from '#domain/matches/seat.ts'
import { passOver } from '#domain/matches/waiting.ts'
import { User, type UserItem } from '#domain/users/items.ts'
import { type First, type PlanContext, Replan } from '#kernel/commit/plan.ts'
import { breaks } from '#kernel/data/guards.ts'
import { check } from '#kernel/data/write.ts'
import { guard } from './guards.ts'

/** The modules that a promotion reads. */
export type Read = 'matches' | 'friends' | 'users'
export type At = Pick<PlanContext<Read>, 'read' | 'now' | 'id'>

/** Who gets the seats, or a transaction that must come before. */
export type Promoting = { readonly promotion: Promotion } | First<Read, 'matches' | 'outbox', never>

/** Each person takes up to two of the 100 actions of a transaction. */
const MOST_PASSED = 25

/** @param match as read @param seats the number of seats that come free */
export const promotionAt = async (at: At, match: MatchItem, seats: number): Promise<Promoting> => {
  if (!isAwaited(match, at.now)) return { promotion: withoutPromotion(match, at.now) }
  const list = await at.read.get(WaitingList.key(match.matchId))
  if (!list || list.places.length !== match.waitingCount) throw new Replan('the waiting list has changed')
  const first = await judged(at, match, list.places.slice(0, seats))
  const candidates = first.flatMap((person) => ('candidate' in person ? [person.candidate] : []))
  if (candidates.length === first.length)
    return { promotion: promotion(candidates, { match, list, seats, now: at.now }) }
  const all = await judged(at, match, list.places.slice(0, MOST_PASSED))
  const passed = all.flatMap((person) => ('passed' in person ? [person.passed] : []))
  const dropped = all.flatMap((person) => ('dropped' in person ? [person.dropped] : []))
  const userIds = passed.map(({ place }) => place.userId)
  const gone = passed.length > 0 ? passOver({ match, list, now: at.now }, userIds) : []
  return { first: [...gone, ...passed.map(({ why }) => why), ...dropped] }
}

/** What is stored of a person who waits. */
interface Person {
  readonly place: Place
  readonly edge: EdgeItem | undefined
  readonly user: UserItem | undefined
  /** Only where seats are paid. */
  readonly holder: HolderItem | undefined
  readonly takes: TakesItem | undefined
}

const judged = async (at: At, match: MatchItem, places: readonly Place[]) => {
  const { hostId, matchId, fee } = match
  const limited = fee > 0 ? places : []
  const found = await at.read.groups({
    edges: places.map(({ userId }) => Edge.key(hostId, userId)),
    users: places.map(({ userId }) => User.key(userId)),
    holders: limited.map(({ userId }) => Holder.key(userId)),
    takes: limited.map(({ userId }) => Takes.key(matchId, userId)),
  })
  return Promise.all(
    places.map((place, no) => {
      const [edge, user] = [found.edges[no], found.users[no]]
      return judge(at, match, { place, edge, user, holder: found.holders[no], takes: found.takes[no] })
    }),
  )
}

/** A candidate; or why the person is passed over, as a check; or holds that ended early and are dropped from the limit. */
const judge = async (at: At, match: MatchItem, { place, edge, user, holder, takes }: Person) => {
  const { hostId, matchId } = match
  const { userId } = place
  if (breaks(user, [guard.stays()])) return { passed: { place, why: check('gone', User.key(userId), guard.gone()) } }
  if (hostId !== userId && breaks(edge, [guard.welcome()]))
    return { passed: { place, why: check('unwelcome', Edge.key(hostId, userId), guard.unwelcome()) } }
  if (breaks(takes, [matches.mayTake()]))
    return { passed: { place, why: check('mayNotTake', Takes.key(matchId, userId), matches.mayNotTake()) } }
  if (holder && breaks(holder, [matches.fewHolds({ now: at.now })])) {
    const ended = await endedHolds(at.read, holder)
    if (ended.length > 0) return { dropped: dropHeld(holder, ended, at.now) }
    return { passed: { place, why: check('holdsAll', Holder.key(userId), matches.holderUnchanged(holder)) } }
  }
  const candidate: Candidate = {
    place,
    seat: promotedSeat(match, place, at.id('application'), at.now),
    holder,
    checks: [
      check('stays', User.key(userId), guard.stays()),
      ...(hostId === userId ? [] : [check('welcome', Edge.key(hostId, userId), guard.welcome())]),
    ],
    withChecks: guard.withChecks({ hostId, userId }),
  }
  return { candidate }
}
