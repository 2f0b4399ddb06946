// Fair scheduling of work: turns by party in parallel lanes, so that no backlog and no hanging lane delays others.

import { runtime } from './runtime.ts'

export interface Turn {
  /** The dependency of the work, such as a gateway: lanes never wait for each other. */
  readonly lane: string
  /** The owner of the work. */
  readonly party: string
  run(): Promise<void>
}

export interface Bounds {
  /** The maximum number of concurrent turns per lane. */
  readonly parallel: number
  /** The maximum number of concurrent turns per party. */
  readonly perParty: number
  /** No turn starts after this time. */
  readonly forMs: number
}

interface Party {
  readonly left: Turn[]
  running: number
}

/**
 * Runs turns until all work is done or the time is over. @returns the number of turns @throws the first error, after all
 * running turns have ended
 */
export const takeTurns = async (work: readonly Turn[], bounds: Bounds): Promise<number> => {
  const until = runtime().elapsed() + bounds.forMs
  const lanes = [...Map.groupBy(work, ({ lane }) => lane).values()]
  const taken = await allEnded(lanes.map((lane) => runLane(lane, bounds, until)))
  return taken.reduce((sum, one) => sum + one, 0)
}

const runLane = async (work: readonly Turn[], { parallel, perParty }: Bounds, until: number): Promise<number> => {
  const byParty = [...Map.groupBy(work, ({ party }) => party).values()]
  const parties = byParty.map((turns): Party => ({ left: [...turns], running: 0 }))
  let taken = 0
  let hasFailed = false
  const worker = async (): Promise<void> => {
    for (let party = nextOf(parties, perParty); party; party = nextOf(parties, perParty)) {
      const turn = party.left.shift()
      if (!turn || hasFailed || runtime().elapsed() >= until) return
      taken += 1
      party.running += 1
      try {
        await turn.run()
      } catch (error) {
        hasFailed = true
        throw error
      } finally {
        party.running -= 1
      }
    }
  }
  await allEnded(Array.from({ length: parallel }, worker))
  return taken
}

/** Waits for all runs, so that nothing continues in the background after a failure. */
const allEnded = async <T>(runs: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(runs)
  return Promise.all(runs)
}

/** The party that has waited longest and is below its limit; it moves to the end of the queue. */
const nextOf = (parties: Party[], perParty: number): Party | undefined => {
  const at = parties.findIndex(({ left, running }) => left.length > 0 && running < perParty)
  const [party] = at < 0 ? [] : parties.splice(at, 1)
  if (party) parties.push(party)
  return party
}

/** Interleaves items by party, so that any prefix covers many parties. */
export const inTurns = <T>(items: readonly T[], partyOf: (item: T) => string): T[] => {
  const rank = new Map<string, number>()
  const ranked = items.map((item) => {
    const turn = rank.get(partyOf(item)) ?? 0
    rank.set(partyOf(item), turn + 1)
    return { item, turn }
  })
  return ranked.sort((a, b) => a.turn - b.turn).map(({ item }) => item)
}
