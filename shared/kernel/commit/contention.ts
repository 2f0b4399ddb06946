// Contention of a process: requests for items that another request is writing wait for their turn, and then go together. Lost
// attempts back off.

import type { Runtime } from './runtime.ts'
import type { End, Member } from './together.ts'

/** A request that writes items, or waits for them. */
export interface Turn {
  readonly ids: readonly string[]
  /** Absent: a transaction without a turn, which joins no batch. */
  readonly member?: Member
  /** Whether others were before it. */
  hasWaited: boolean
  /** Whether it is left out of batches. */
  isAlone: boolean
  readonly call: (called: { readonly others: readonly Turn[] } | { readonly end: End | 'late' }) => void
}

/** The requests of this process for one item. */
interface Lane {
  readonly writing: Set<Turn>
  /** In the order of their arrival. */
  waiting: Set<Turn>
}

/** The longest wait for a turn, and the timer of the process. */
interface Wait extends Pick<Runtime, 'later'> {
  readonly ms: number
}

interface Work {
  /** Runs a batch. @returns the end of each member */
  readonly together: (members: readonly Member[]) => Promise<readonly End[]>
  /** Runs the request by itself. */
  readonly alone: (turn: Turn) => Promise<void>
}

const MAX_PAUSE_MS = 1000
const MAX_GIVEN_UP = 15
/** More requests than a transaction usually takes. */
const MAX_BATCH = 50

export class Contention {
  /** By item, while this process writes it. */
  readonly #lanes = new Map<string, Lane>()
  /** The smoothed duration of a commit in this process, a good first pause. */
  #commitMs = 2
  /** Grows with each request that gives up, and halves with each commit. */
  #givenUp = 0

  /**
   * Whether other requests of this process go first.
   * @param own the turn of the request: then those go first that are writing already; without, also those that wait
   */
  isTaken(ids: readonly string[], own?: Turn): boolean {
    return ids.some((id) => {
      const lane = this.#lanes.get(id)
      return lane !== undefined && (own === undefined || [...lane.writing].some((turn) => turn !== own))
    })
  }

  /** Requests that want one of the items wait until the work has ended. */
  async during<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const turn: Turn = { ids, hasWaited: false, isAlone: true, call: () => {} }
    for (const id of ids) this.#enter(id).writing.add(turn)
    try {
      return await work()
    } finally {
      this.end([turn])
    }
  }

  /**
   * Waits until no request before this one wants one of the items. Then no other request of this process writes them until the work
   * has ended. The first request that waited runs those behind it too, as a batch.
   * @param ids each once
   * @returns the end of this member; `alone`: it ran by itself; `late`: the wait was too long
   */
  async turn(
    ids: readonly string[],
    member: Member,
    { ms, later }: Wait,
    { together, alone }: Work,
  ): Promise<End | 'late'> {
    const { promise, resolve: call } = Promise.withResolvers<Parameters<Turn['call']>[0]>()
    const turn: Turn = { ids, member, hasWaited: false, isAlone: member.isAlone, call }
    for (const id of ids) this.#enter(id).waiting.add(turn)
    this.#begin(turn)
    const cancel = later(ms, () => {
      // A request that is part of a batch learns its outcome.
      if (!this.#isWaiting(turn)) return
      turn.call({ end: 'late' })
      this.end([turn])
    })
    turn.hasWaited = this.#isWaiting(turn)
    const called = await promise
    cancel()
    if ('end' in called) return called.end
    try {
      const batch = [turn, ...called.others]
      const end = batch.length > 1 ? await this.#lead(batch, together) : 'alone'
      if (end === 'alone') await alone(turn)
      return end
    } finally {
      this.end([turn])
    }
  }

  async #lead(batch: readonly Turn[], together: Work['together']): Promise<End> {
    // A batch that cannot be read or folded wrote nothing.
    const ends = await together(batch.flatMap(({ member }) => member ?? [])).catch(() => [])
    const [own = 'alone', ...others] = batch.map((_, at) => ends[at] ?? 'alone')
    const [ended, back]: [Turn[], Turn[]] = [[], []]
    for (const [at, turn] of batch.slice(1).entries()) {
      const end = others[at]
      turn.isAlone ||= end === 'alone'
      if (end === undefined || end === 'alone' || end === 'later') {
        back.push(turn)
        continue
      }
      ended.push(turn)
      turn.call({ end })
    }
    for (const turn of back.reverse()) this.#waitsFirst(turn)
    this.end(ended)
    return own
  }

  /** The turns leave their lanes, and those behind them begin. */
  end(turns: readonly Turn[]): void {
    const ids = new Set(turns.flatMap((turn) => turn.ids))
    for (const turn of turns)
      for (const lane of this.#lanesOf(turn)) {
        lane.writing.delete(turn)
        lane.waiting.delete(turn)
      }
    for (const id of ids) {
      const [first] = this.#lanes.get(id)?.waiting ?? []
      if (first) this.#begin(first)
    }
    for (const id of ids) {
      const lane = this.#lanes.get(id)
      if (lane && lane.writing.size + lane.waiting.size === 0) this.#lanes.delete(id)
    }
  }

  /** Begins the turn if it is the first in each of its lanes. */
  #begin(turn: Turn): void {
    const isFirst = this.#lanesOf(turn).every((lane) => lane.writing.size === 0 && firstOf(lane) === turn)
    if (!isFirst) return
    const batch = new Set<Turn>()
    this.#joins(turn, batch)
    if (!turn.isAlone)
      for (const lane of this.#lanesOf(turn))
        for (const other of lane.waiting) {
          if (batch.size === MAX_BATCH) break
          if (isAlike(turn, other) && this.#follows(other, batch)) this.#joins(other, batch)
        }
    batch.delete(turn)
    turn.call({ others: [...batch] })
  }

  /** Whether nothing but the batch is before the turn. It may overtake others, because they wait for the batch too. */
  #follows(turn: Turn, batch: ReadonlySet<Turn>): boolean {
    return this.#lanesOf(turn).every((lane) =>
      lane.writing.size > 0 ? [...lane.writing].every((other) => batch.has(other)) : firstOf(lane) === turn,
    )
  }

  #joins(turn: Turn, batch: Set<Turn>): void {
    batch.add(turn)
    for (const lane of this.#lanesOf(turn)) {
      lane.waiting.delete(turn)
      lane.writing.add(turn)
    }
  }

  #waitsFirst(turn: Turn): void {
    for (const lane of this.#lanesOf(turn)) {
      lane.writing.delete(turn)
      lane.waiting = new Set([turn, ...lane.waiting])
    }
  }

  #isWaiting(turn: Turn): boolean {
    return this.#lanesOf(turn).some(({ waiting }) => waiting.has(turn))
  }

  #enter(id: string): Lane {
    const lane = this.#lanes.get(id) ?? { writing: new Set(), waiting: new Set() }
    this.#lanes.set(id, lane)
    return lane
  }

  #lanesOf({ ids }: Turn): Lane[] {
    return ids.flatMap((id) => this.#lanes.get(id) ?? [])
  }

  observeCommit(ms: number): void {
    this.#commitMs = Math.min(20, Math.max(2, this.#commitMs * 0.9 + ms * 0.1))
    this.#givenUp = Math.floor(this.#givenUp / 2)
  }

  /** @returns when a request that gives up may be repeated, in seconds: with jitter, and later the more requests gave up lately */
  giveUp(random: (bytes: number) => Uint8Array): number {
    const seconds = 1 + Math.floor(fraction(random) * this.#givenUp)
    this.#givenUp = Math.min(this.#givenUp + 1, MAX_GIVEN_UP)
    return seconds
  }

  /** An item returned by a refusal is fresh for about the duration of a commit; after a longer pause it is read again. */
  get staleAfterMs(): number {
    return this.#commitMs
  }

  /** Full jitter with a bound that grows fourfold: with hundreds of writers on one item, slower growth wastes the first second. */
  backoffMs(attempt: number, random: (bytes: number) => Uint8Array): number {
    return fraction(random) * Math.min(this.#commitMs * 4 ** attempt, MAX_PAUSE_MS)
  }
}

const firstOf = ({ waiting }: Lane): Turn | undefined => waiting.values().next().value

/** Whether they can be parts of one batch. */
const isAlike = ({ member }: Turn, other: Turn): boolean =>
  !other.isAlone && other.member?.operation === member?.operation

/** From 0 to below 1. */
const fraction = (random: (bytes: number) => Uint8Array): number => {
  const [a = 0, b = 0] = random(2)
  return (a * 256 + b) / 65536
}
