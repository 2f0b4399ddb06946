// Contention: requests of one process that conflict on an item take turns; retries back off with full jitter.

/** By item: settled once every request in the queue has ended. */
const lanes = new Map<string, Promise<unknown>>()

interface Turn {
  /** The item; undefined: there is nothing to wait for. */
  readonly lane: string | undefined
  /** The longest wait for a turn. */
  readonly waitMs: number
}

/**
 * Requests of one process that conflict on an item are serialised: side by side they would only make each other plan again.
 * @param run is told whether another request went first
 */
export const inTurn = async <T>({ lane, waitMs }: Turn, run: (waited: boolean) => Promise<T>): Promise<T> => {
  if (lane === undefined) return run(false)
  const ahead = lanes.get(lane)
  const mine = ahead ? within(ahead, waitMs).then(() => run(true)) : run(false)
  // When this request stops waiting, those behind it still wait for the one ahead.
  const both = Promise.allSettled([ahead, mine])
  lanes.set(lane, both)
  try {
    return await mine
  } finally {
    void both.then(() => lanes.get(lane) === both && lanes.delete(lane))
  }
}

/** Resolves when the work has ended or failed, or after the time. Timers run on monotonic time. */
const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms))
  })
  await Promise.race([work.catch(() => undefined), over])
  clearTimeout(timer)
}

/** How long a commit takes in this process, smoothed: the best first pause is about as long. */
let commitMs = 2
export const observeCommit = (ms: number): void => {
  commitMs = Math.min(20, Math.max(2, commitMs * 0.9 + ms * 0.1))
}

/** An item that a refusal returned is fresh for about the time of a commit; after a longer pause it is read again. */
export const staleAfterMs = (): number => commitMs

const MAX_PAUSE_MS = 1000

/** Full jitter under a bound that grows fourfold: with hundreds of writers on one item, slower growth wastes the first second. */
export const backoffMs = (attempt: number, random: (bytes: number) => Uint8Array): number => {
  const [a = 0, b = 0] = random(2)
  return ((a * 256 + b) / 65536) * Math.min(commitMs * 4 ** attempt, MAX_PAUSE_MS)
}
