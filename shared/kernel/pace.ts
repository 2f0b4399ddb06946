// How requests that want the same item keep out of each other's way.

/** Requests of this process that lost to another on the same item go one after the other: they would only beat each other. */
const lanes = new Map<string, Promise<unknown>>()

/** @param run is told whether somebody went ahead */
export const inTurn = async <T>(lane: string | undefined, run: (waited: boolean) => Promise<T>): Promise<T> => {
  if (lane === undefined) return run(false)
  const ahead = lanes.get(lane)
  const afterwards = () => run(true)
  const mine = ahead ? ahead.then(afterwards, afterwards) : run(false)
  lanes.set(lane, mine)
  try {
    return await mine
  } finally {
    if (lanes.get(lane) === mine) lanes.delete(lane)
  }
}

/** How long a commit takes here, smoothed: the best first pause is about as long. */
let commitMs = 2
export const observeCommit = (ms: number): void => {
  commitMs = Math.min(20, Math.max(2, commitMs * 0.9 + ms * 0.1))
}

/** What a refusal returned is fresh for about as long as a commit takes; after a longer pause it is read again. */
export const staleAfterMs = (): number => commitMs

const MAX_PAUSE_MS = 1000

/** Full jitter under a bound that grows fourfold: with hundreds of writers on one item, slower growth wastes the first second. */
export const backoffMs = (attempt: number, random: (bytes: number) => Uint8Array): number => {
  const [a = 0, b = 0] = random(2)
  return ((a * 256 + b) / 65536) * Math.min(commitMs * 4 ** attempt, MAX_PAUSE_MS)
}
