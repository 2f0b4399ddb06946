// Contention of a process: requests for an item that another request is writing wait, and then go together. Lost attempts back off.

import type { Runtime } from './runtime.ts'
import type { End, Member } from './together.ts'

interface Lane {
  /** The number of transactions under way that write the item. */
  writers: number
  waiting: Waiting[]
}

interface Waiting {
  readonly member: Member
  readonly call: (called: { readonly leads: readonly Waiting[] } | { readonly end: End | 'late' }) => void
}

/** The longest wait for an item, and the timer of the process. */
interface Wait extends Pick<Runtime, 'later'> {
  readonly ms: number
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

  /** @returns the first, in one order, of the items that this process is writing: requests for several items meet there */
  writing(ids: readonly string[]): string | undefined {
    return ids.filter((id) => this.#lanes.has(id)).sort()[0]
  }

  /** Requests that want one of the items wait until the work has ended. */
  async during<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const id of ids) this.#enter(id)
    try {
      return await work()
    } finally {
      for (const id of ids) this.#leave(id)
    }
  }

  /**
   * Waits for the item. The first request that waited then runs all of them.
   * @param run returns the end of each member
   * @returns the end of this member; `free`: the item is not being written; `late`: the wait was too long
   */
  async turn(
    id: string,
    member: Member,
    { ms, later }: Wait,
    run: (members: readonly Member[]) => Promise<readonly End[]>,
  ): Promise<End | 'free' | 'late'> {
    const lane = this.#lanes.get(id)
    if (!lane) return 'free'
    const { promise, resolve: call } = Promise.withResolvers<Parameters<Waiting['call']>[0]>()
    const me = { member, call }
    lane.waiting.push(me)
    const cancel = later(ms, () => {
      const at = lane.waiting.indexOf(me)
      // A request that is part of a batch learns its outcome.
      if (at >= 0) lane.waiting.splice(at, 1)[0]?.call({ end: 'late' })
    })
    const called = await promise
    cancel()
    return 'end' in called ? called.end : this.#lead(id, called.leads, run)
  }

  async #lead(
    id: string,
    members: readonly Waiting[],
    run: (members: readonly Member[]) => Promise<readonly End[]>,
  ): Promise<End> {
    // A batch that cannot be read or folded wrote nothing.
    const ends = await run(members.map(({ member }) => member)).catch(() => [])
    const later: Waiting[] = []
    for (const [at, waiting] of members.entries()) {
      const end = ends[at] ?? 'alone'
      if (end === 'later') later.push(waiting)
      else waiting.call({ end })
    }
    this.#lanes.get(id)?.waiting.unshift(...later)
    this.#leave(id)
    return ends[0] ?? 'alone'
  }

  #enter(id: string): void {
    const lane = this.#lanes.get(id)
    if (lane) lane.writers += 1
    else this.#lanes.set(id, { writers: 1, waiting: [] })
  }

  #leave(id: string): void {
    const lane = this.#lanes.get(id)
    if (!lane) return
    lane.writers -= 1
    if (lane.writers > 0) return
    const [leader] = lane.waiting
    if (!leader) {
      this.#lanes.delete(id)
      return
    }
    const isAlike = ({ member: { operation } }: Waiting): boolean => operation === leader.member.operation
    const leads = lane.waiting.filter(isAlike).slice(0, MAX_BATCH)
    lane.waiting = lane.waiting.filter((waiting) => !leads.includes(waiting))
    lane.writers = 1
    leader.call({ leads })
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

/** From 0 to below 1. */
const fraction = (random: (bytes: number) => Uint8Array): number => {
  const [a = 0, b = 0] = random(2)
  return (a * 256 + b) / 65536
}
