// Walks all orders of events that differ: source-set partial order reduction with sleep sets (Abdulla and others, POPL 2014).

import type { Footprint } from './footprint.ts'

/** An event that can happen. Of two runs with the same choices, equal keys name the same event. */
export interface Choice extends Footprint {
  readonly key: string
  /** The key of the event that brought it about; undefined: the run's beginning. */
  readonly cause: string | undefined
}

/** @returns one of the events; undefined: this run would repeat another, so it ends */
export type Choose<C extends Choice> = (choices: readonly C[]) => C | undefined

export interface Walked {
  /** Orders that differ. */
  readonly histories: number
  /** Runs that ended early, because they would have repeated another. */
  readonly repeated: number
  /** Whether the limit, or the run, ended the walk. */
  readonly isCut: boolean
}

/** A state in the current run, and what is left to try there. */
interface State<C> {
  readonly choices: ReadonlyMap<string, C>
  /** What has been tried, here or in an equal order elsewhere. */
  readonly sleeping: Map<string, C>
  readonly wanted: Set<string>
  chosen: C
}

/**
 * @param run performs one run: it offers the events that can happen until none is left, and lets the chosen one happen; it
 * returns `stop` to end the walk
 * @param most runs
 */
export const interleavings = async <C extends Choice>(
  run: (choose: Choose<C>) => Promise<'stop' | undefined>,
  most = Number.POSITIVE_INFINITY,
): Promise<Walked> => {
  const states: State<C>[] = []
  let [histories, repeated] = [0, 0]
  do {
    let depth = 0
    let isBlocked = false
    const end = await run((choices) => {
      const state = states[depth] ?? begin(states, choices)
      if (!state) {
        isBlocked = true
        return undefined
      }
      depth += 1
      const chosen = choices.find(({ key }) => key === state.chosen.key)
      if (!chosen) throw new Error(`the run is not deterministic: ${state.chosen.key} cannot happen again`)
      state.chosen = chosen
      return chosen
    })
    if (isBlocked) repeated += 1
    else histories += 1
    if (end === 'stop') break
    wantReversals(states)
  } while (histories + repeated < most && retreat(states))
  return { histories, repeated, isCut: states.length > 0 }
}

/** Enters a new state. @returns undefined if all that can happen there has been tried */
const begin = <C extends Choice>(states: State<C>[], choices: readonly C[]): State<C> | undefined => {
  const last = states.at(-1)
  const sleeping = new Map([...(last?.sleeping ?? [])].filter(([, one]) => last && !isBetween(one, last.chosen)))
  const awake = choices.filter(({ key }) => !sleeping.has(key))
  // The process that moved last goes on: the first histories have the fewest changes.
  const chosen = awake.find(({ cause }) => cause === last?.chosen.key) ?? awake[0]
  if (!chosen) return undefined
  const state = {
    choices: new Map(choices.map((one) => [one.key, one])),
    sleeping,
    wanted: new Set([chosen.key]),
    chosen,
  }
  states.push(state)
  return state
}

/** Whether the order of the two matters. */
const isBetween = (one: Footprint, other: Footprint): boolean =>
  meets(one.writes, other.writes) || meets(one.writes, other.reads) || meets(one.reads, other.writes)

const meets = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.some((other) => isSame(one, other)))

/** `*` stands for everything, `NAME *` for everything in a place. */
const isSame = (one: string, other: string): boolean =>
  one === other ||
  (one.endsWith('*') && other.startsWith(one.slice(0, -1))) ||
  (other.endsWith('*') && one.startsWith(other.slice(0, -1)))

/** For each two events whose order matters and could have been another: the other is wanted where the first was chosen. */
const wantReversals = <C extends Choice>(states: readonly State<C>[]): void => {
  const events = states.map(({ chosen }) => chosen)
  const at = new Map(events.map(({ key }, position) => [key, position]))
  /** For each event those that must come before it. */
  const before: Set<number>[] = []
  for (const [position, event] of events.entries()) {
    const mine = new Set<number>()
    const follow = (earlier: number): void => {
      mine.add(earlier)
      for (const one of before[earlier] ?? []) mine.add(one)
    }
    const cause = event.cause === undefined ? undefined : at.get(event.cause)
    if (cause !== undefined) follow(cause)
    for (let earlier = position - 1; earlier >= 0; earlier -= 1) {
      const other = events[earlier]
      if (mine.has(earlier) || !other || !isBetween(other, event)) continue
      want(states[earlier], sourcesOf({ events, before, from: earlier, to: position, mine }))
      follow(earlier)
    }
    before.push(mine)
  }
}

interface Suffix<C> {
  readonly events: readonly C[]
  readonly before: readonly ReadonlySet<number>[]
  readonly from: number
  readonly to: number
  /** What comes before the last event. */
  readonly mine: ReadonlySet<number>
}

/** The events that can come first if the last one comes before the first. */
const sourcesOf = <C>({ events, before, from, to, mine }: Suffix<C>): C[] => {
  const free: number[] = []
  for (let position = from + 1; position < to; position += 1) if (!before[position]?.has(from)) free.push(position)
  const first = free.filter((one) => !free.some((other) => before[one]?.has(other)))
  if (!free.some((one) => mine.has(one))) first.push(to)
  return first.flatMap((position) => events[position] ?? [])
}

const want = <C extends Choice>(state: State<C> | undefined, sources: readonly C[]): void => {
  if (!state || sources.some(({ key }) => state.wanted.has(key))) return
  // An event that cannot happen there waits for another: then this order does not exist.
  const source = sources.find(({ key }) => state.choices.has(key))
  if (source) state.wanted.add(source.key)
}

/** Goes back to the last state with something left to try. @returns false if there is none */
const retreat = <C extends Choice>(states: State<C>[]): boolean => {
  for (let state = states.at(-1); state; state = states.at(-1)) {
    state.sleeping.set(state.chosen.key, state.chosen)
    const next = [...state.wanted].find((key) => !state?.sleeping.has(key))
    const chosen = next === undefined ? undefined : state.choices.get(next)
    if (chosen) {
      state.chosen = chosen
      return true
    }
    states.pop()
  }
  return false
}
