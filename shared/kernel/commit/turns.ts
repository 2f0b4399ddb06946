// Fair work: turns by party in lanes side by side, so that neither one party's backlog nor a lane that hangs keeps others waiting.

export interface Turn {
  /** What the work waits for, such as a gateway: lanes never wait for each other. */
  readonly lane: string
  /** Whose work it is. */
  readonly party: string
  run(): Promise<void>
}

export interface Bounds {
  /** Turns at once in each lane. */
  readonly parallel: number
  /** Of those, turns of one party. */
  readonly perParty: number
  /** After this no further turn begins. */
  readonly forMs: number
}

interface Party {
  readonly left: Turn[]
  running: number
}

/** Takes turns until all work is done or the time is over. @returns how many turns were taken @throws what a turn threw, once the others have ended */
export const takeTurns = async (work: readonly Turn[], bounds: Bounds): Promise<number> => {
  const until = performance.now() + bounds.forMs
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
      if (!turn || hasFailed || performance.now() >= until) return
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

/** Nothing goes on in the background after a failure. */
const allEnded = async <T>(runs: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(runs)
  return Promise.all(runs)
}

/** The party that has waited longest and may have one more turn; it goes to the end of the queue. */
const nextOf = (parties: Party[], perParty: number): Party | undefined => {
  const at = parties.findIndex(({ left, running }) => left.length > 0 && running < perParty)
  const [party] = at < 0 ? [] : parties.splice(at, 1)
  if (party) parties.push(party)
  return party
}

/** One of each party in turn, so that the first so many are of many parties. */
export const inTurns = <T>(items: readonly T[], partyOf: (item: T) => string): T[] => {
  const rank = new Map<string, number>()
  const ranked = items.map((item) => {
    const turn = rank.get(partyOf(item)) ?? 0
    rank.set(partyOf(item), turn + 1)
    return { item, turn }
  })
  return ranked.sort((a, b) => a.turn - b.turn).map(({ item }) => item)
}
