// Contention of a process: its requests that conflict on an item are serialised; retries back off with full jitter.

interface Turn {
  /** The item; undefined: there is no queue. */
  readonly lane: string | undefined
  /** The longest wait for a turn. */
  readonly waitMs: number
}

const MAX_PAUSE_MS = 1000

export class Contention {
  /** By item: a promise that settles when the queue is empty. */
  readonly #lanes = new Map<string, Promise<unknown>>()
  /** The smoothed duration of a commit in this process, a good first pause. */
  #commitMs = 2

  /**
   * Serialises requests that conflict on an item; in parallel they would only cause each other to replan.
   * @param run called with true if another request ran first
   */
  async inTurn<T>({ lane, waitMs }: Turn, run: (waited: boolean) => Promise<T>): Promise<T> {
    if (lane === undefined) return run(false)
    const ahead = this.#lanes.get(lane)
    const mine = ahead ? within(ahead, waitMs).then(() => run(true)) : run(false)
    // If this request stops waiting, the requests behind it still wait for the one ahead.
    const both = Promise.allSettled([ahead, mine])
    this.#lanes.set(lane, both)
    try {
      return await mine
    } finally {
      void both.then(() => this.#lanes.get(lane) === both && this.#lanes.delete(lane))
    }
  }

  observeCommit(ms: number): void {
    this.#commitMs = Math.min(20, Math.max(2, this.#commitMs * 0.9 + ms * 0.1))
  }

  /** An item returned by a refusal is fresh for about the duration of a commit; after a longer pause it is read again. */
  get staleAfterMs(): number {
    return this.#commitMs
  }

  /** Full jitter with a bound that grows fourfold: with hundreds of writers on one item, slower growth wastes the first second. */
  backoffMs(attempt: number, random: (bytes: number) => Uint8Array): number {
    const [a = 0, b = 0] = random(2)
    return ((a * 256 + b) / 65536) * Math.min(this.#commitMs * 4 ** attempt, MAX_PAUSE_MS)
  }
}

/** Resolves when the work has settled, or after the time. Timers are monotonic. */
const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms))
  })
  await Promise.race([work.catch(() => undefined), over])
  clearTimeout(timer)
}
