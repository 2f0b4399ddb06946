// A model of matches in memory: the state, and the reply to each call.

import { typeId } from '#kernel/data/typeid.ts'
import type { Clock } from '#test/support/model.ts'

const MAX_TAKES = 3
const HOLD_MS = 10 * 60 * 1000
const PROMOTED_HOLD_MS = 30 * 60 * 1000

export interface Seat {
  applicationId: string
  matchId: string
  userId: string
  status: 'HELD' | 'CONFIRMED'
  heldUntil: string | null
  createdAt: string
}

export interface Match {
  matchId: string
  hostId: string
  title: string
  venue: string
  startsAt: string
  durationMinutes: number
  maxPlayerCount: number
  fee: number
  parkingCapacity: number
  parkingCount: number
  status: 'OPEN' | 'CANCELLED'
  /** The sweeper has not run since the cancellation. */
  due: boolean
  readonly seats: Map<string, Seat>
  /** The ids of the users who wait, the first one first. */
  line: string[]
  /** The number of unpaid takes per user. */
  readonly takes: Map<string, number>
}

const NO_MATCH = typeId('match', 0, new Uint8Array(10))

export const viewOf = ({ seats, line, due: _, takes: __, ...match }: Match) => ({
  ...match,
  playerCount: seats.size,
  waitingCount: line.length,
})

/** The id of a seat from the waiting list, before the model has seen it. */
export const UNSEEN = ''

export class MatchesModel {
  readonly matches: Match[] = []
  readonly #clock: Clock
  constructor(clock: Clock) {
    this.#clock = clock
  }

  idAt(place: number): string {
    return this.matches[place]?.matchId ?? NO_MATCH
  }

  at(place: number): Match {
    const match = this.matches[place]
    if (!match) throw new Error('the model has no such match')
    return match
  }

  seat(place: number, userId: string): Seat | undefined {
    return this.matches[place]?.seats.get(userId)
  }

  lapsed({ heldUntil }: Seat): boolean {
    return heldUntil !== null && heldUntil <= this.#clock.iso()
  }

  #closed({ status, startsAt }: Match): string | undefined {
    return status === 'OPEN' && startsAt > this.#clock.iso() ? undefined : '409 match-closed'
  }

  /** The reason for refusing a host's call. */
  changing(place: number, userId: string, maxPlayerCount = Number.POSITIVE_INFINITY): string | undefined {
    const match = this.matches[place]
    if (!match) return '404 match-not-found'
    if (match.hostId !== userId) return '403 forbidden'
    return this.#closed(match) ?? (match.seats.size > maxPlayerCount ? '409 max-below-players' : undefined)
  }

  applying(place: number, userId: string): string | undefined {
    const match = this.matches[place]
    if (!match) return '404 match-not-found'
    const seat = match.seats.get(userId)
    if (seat && !this.lapsed(seat)) return '409 already-applied'
    const full = !seat && match.seats.size >= match.maxPlayerCount ? '409 match-full' : undefined
    const often = (match.takes.get(userId) ?? 0) >= MAX_TAKES ? '409 too-many-holds' : undefined
    return this.#closed(match) ?? full ?? often
  }

  /** A request that finds a match full releases its expired holds, as one does whose own hold has expired while others wait. */
  clear(place: number, userId: string): void {
    const match = this.matches[place]
    if (!match || this.#closed(match)) return
    const seat = match.seats.get(userId)
    const isOwn = seat !== undefined && this.lapsed(seat) && match.line.length > 0
    if (isOwn || (!seat && match.seats.size >= match.maxPlayerCount)) this.#release(match)
  }

  /** Before a user joins the waiting list, expired holds are released. */
  clearToWait(place: number, userId: string): void {
    const match = this.matches[place]
    if (!match || this.#closed(match)) return
    const seat = match.seats.get(userId)
    const isOwn = seat !== undefined && this.lapsed(seat)
    if (isOwn || (!seat && match.fee > 0 && !this.#notWaiting(match, userId))) this.#release(match)
  }

  #release(match: Match): void {
    for (const [of, seat] of match.seats) if (this.lapsed(seat)) match.seats.delete(of)
    this.promote(match)
  }

  /** While people wait for an open match, no seat is free. */
  promote(match: Match): void {
    const { seats, line, takes, fee } = match
    if (this.#closed(match)) return
    while (line.length > 0 && seats.size < match.maxPlayerCount) {
      const userId = String(line.shift())
      if (fee === 0 || (takes.get(userId) ?? 0) < MAX_TAKES) this.#seat(match, userId, UNSEEN, PROMOTED_HOLD_MS)
    }
  }

  waiting(place: number, userId: string): string | undefined {
    const match = this.matches[place]
    if (!match) return '404 match-not-found'
    if (match.seats.has(userId)) return '409 already-applied'
    return this.#closed(match) ?? this.#notWaiting(match, userId)
  }

  #notWaiting({ seats, maxPlayerCount, line, takes, fee }: Match, userId: string): string | undefined {
    if (seats.size < maxPlayerCount) return '409 seats-free'
    if (line.includes(userId)) return '409 already-waiting'
    return fee > 0 && (takes.get(userId) ?? 0) >= MAX_TAKES ? '409 too-many-holds' : undefined
  }

  leaving(place: number, userId: string): string | undefined {
    return this.matches[place]?.line.includes(userId) ? undefined : '404 not-waiting'
  }

  withdrawing(place: number, userId: string): string | undefined {
    return this.seat(place, userId) ? this.#closed(this.at(place)) : '404 application-not-found'
  }

  reading(place: number, userId: string): string | undefined {
    const match = this.matches[place]
    if (!match) return '404 match-not-found'
    return match.hostId === userId || match.seats.has(userId) ? undefined : '403 forbidden'
  }

  take(place: number, userId: string, applicationId: string): Seat {
    return this.#seat(this.at(place), userId, applicationId, HOLD_MS)
  }

  #seat({ matchId, fee, seats, takes }: Match, userId: string, applicationId: string, holdMs: number): Seat {
    const held = fee > 0
    if (held) takes.set(userId, (takes.get(userId) ?? 0) + 1)
    const heldUntil = held ? this.#clock.iso(holdMs) : null
    const status = held ? ('HELD' as const) : ('CONFIRMED' as const)
    const seat = { applicationId, matchId, userId, status, heldUntil, createdAt: this.#clock.iso() }
    seats.set(userId, seat)
    return seat
  }

  /** @returns the report of the sweeper */
  sweep(): { lapsed: number; cancelled: number } {
    let lapsed = 0
    const cancelled = this.matches.filter(({ due }) => due)
    for (const { seats } of this.matches)
      for (const [userId, seat] of seats)
        if (this.lapsed(seat)) {
          lapsed += 1
          seats.delete(userId)
        }
    for (const match of this.matches) this.promote(match)
    for (const match of cancelled) {
      match.seats.clear()
      match.line = []
      match.due = false
    }
    return { lapsed, cancelled: cancelled.length }
  }

  between(from: string = this.#clock.iso(), to = '~'): ReturnType<typeof viewOf>[] {
    const order = ({ startsAt, matchId }: { startsAt: string; matchId: string }) => `${startsAt}#${matchId}`
    return this.matches
      .filter(({ startsAt }) => startsAt >= from && startsAt <= to)
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
      .map(viewOf)
  }

  seatsOf(userId: string): Seat[] {
    const order = ({ createdAt, applicationId }: Seat) => `${createdAt}#${applicationId}`
    return this.matches.flatMap(({ seats }) => seats.get(userId) ?? []).sort((a, b) => (order(a) < order(b) ? 1 : -1))
  }

  seatsIn(place: number): Seat[] {
    return [...this.at(place).seats.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1))
  }
}
