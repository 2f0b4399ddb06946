// Walks all orders of events that differ: source-set partial order reduction with sleep sets (Abdulla and others, POPL 2014).

import type { Footprint } from './footprint.ts'

/** An event that can happen. Of two runs with the same choices, equal keys name the same event. */
export interface Choice extends Footprint {
  readonly key: string
  /** The key of the event that brought it about; undefined: the run's beginning. */
  readonly cause: string | undefined
}

/**
 * @param stateOf names the state: from states of one name, equal choices lead to equal ends
 * @returns one of the events; undefined: this run would repeat another, so it ends
 */
export type Choose<C extends Choice> = (choices: readonly C[], stateOf?: () => string) => C | undefined

/** A state that a walk has left: what was not tried there, because equal orders were tried elsewhere, and all that happened after it. */
interface Left<C> {
  readonly asleep: readonly string[]
  readonly later: ReadonlyMap<string, C>
}
/** The states that walks have left, by name. Walks that share it must judge ends alike. */
export type Known<C extends Choice> = Map<string, Left<C>[]>

export interface Walked {
  /** Orders that differ and do not meet a known state. */
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
  readonly name: string | undefined
  /** Those that slept at the beginning. */
  readonly asleep: readonly string[]
  /** What has happened from here on, in all runs. */
  readonly later: Map<string, C>
  chosen: C
}

export interface Limits<C extends Choice> {
  /** The most runs. */
  readonly most?: number
  /** A run that comes to a known state ends: its ends are known. */
  readonly known?: Known<C> | undefined
}

/**
 * @param run performs one run: it offers the events that can happen until none is left, and lets the chosen one happen; it
 * returns `stop` to end the walk
 */
export const interleavings = async <C extends Choice>(
  run: (choose: Choose<C>) => Promise<'stop' | undefined>,
  { most = Number.POSITIVE_INFINITY, known }: Limits<C> = {},
): Promise<Walked> => {
  const states: State<C>[] = []
  let [histories, repeated] = [0, 0]
  do {
    let depth = 0
    let isBlocked = false
    let later: Left<C>['later'] = new Map()
    const end = await run((choices, stateOf) => {
      let state = states[depth]
      if (!state) {
        const begun = begin(states, choices, known && stateOf)
        const left = begun?.name === undefined ? undefined : leftBefore(begun, known)
        if (left) later = left.later
        if (!begun || left) {
          isBlocked = true
          return undefined
        }
        states.push(begun)
        state = begun
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
    wantLater(states, later)
  } while (histories + repeated < most && retreat(states, known))
  return { histories, repeated, isCut: states.length > 0 }
}

/** @returns a new state; undefined if all that can happen there has been tried */
const begin = <C extends Choice>(
  states: readonly State<C>[],
  choices: readonly C[],
  stateOf: (() => string) | undefined,
): State<C> | undefined => {
  const last = states.at(-1)
  const sleeping = new Map([...(last?.sleeping ?? [])].filter(([, one]) => last && !isBetween(one, last.chosen)))
  const awake = choices.filter(({ key }) => !sleeping.has(key))
  // The process that moved last goes on: the first histories have the fewest changes.
  const chosen = awake.find(({ cause }) => cause === last?.chosen.key) ?? awake[0]
  if (!chosen) return undefined
  return {
    choices: new Map(choices.map((one) => [one.key, one])),
    sleeping,
    wanted: new Set([chosen.key]),
    name: stateOf?.(),
    asleep: [...sleeping.keys()],
    later: new Map(),
    chosen,
  }
}

/** The same state, if no more slept there than here: then what would follow here has followed there. */
const leftBefore = <C extends Choice>(
  { name = '', sleeping }: State<C>,
  known: Known<C> | undefined,
): Left<C> | undefined => known?.get(name)?.find(({ asleep }) => asleep.every((key) => sleeping.has(key)))

/** Whether the order of the two matters. */
export const isBetween = (one: Footprint, other: Footprint): boolean =>
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

/**
 * The same for events after a known state. In which of them a run differs from its order there is not looked up: whatever could
 * have come before is wanted, which is more than the walk without known states wants, so no order is lost.
 */
const wantLater = <C extends Choice>(states: readonly State<C>[], later: Left<C>['later']): void => {
  const last = states.at(-1)
  if (!last || later.size === 0) return
  for (const [id, event] of later) last.later.set(id, event)
  const causes = causesOf([...later.values(), ...states.map(({ chosen }) => chosen)])
  for (const event of later.values()) {
    const mine = ancestorsOf(event, causes)
    for (const { chosen, choices, wanted } of states) {
      if (mine.has(chosen.key) || !isBetween(chosen, event)) continue
      for (const key of choices.keys()) wanted.add(key)
    }
  }
}

/** The cause of each event; left out: in runs that differ it had different ones. */
const causesOf = (events: readonly Choice[]): Map<string, string | undefined> => {
  const causes = new Map<string, string | undefined>()
  for (const { key, cause } of events) causes.set(key, causes.has(key) && causes.get(key) !== cause ? undefined : cause)
  return causes
}

const ancestorsOf = ({ key }: Choice, causes: ReadonlyMap<string, string | undefined>): Set<string> => {
  const ancestors = new Set<string>()
  for (let cause = causes.get(key); cause !== undefined && !ancestors.has(cause); cause = causes.get(cause))
    ancestors.add(cause)
  return ancestors
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

/** Goes back to the last state with something left to try, and remembers those that it leaves. @returns false if there is none */
const retreat = <C extends Choice>(states: State<C>[], known: Known<C> | undefined): boolean => {
  for (let state = states.at(-1); state; state = states.at(-1)) {
    const { sleeping, wanted, choices, later, chosen: tried } = state
    sleeping.set(tried.key, tried)
    if (known) later.set(idOf(tried), tried)
    const next = [...wanted].find((key) => !sleeping.has(key))
    const chosen = next === undefined ? undefined : choices.get(next)
    if (chosen) {
      state.chosen = chosen
      return true
    }
    states.pop()
    if (known) leave(state, states.at(-1), known)
  }
  return false
}

const leave = <C extends Choice>(
  { name, asleep, later }: State<C>,
  before: State<C> | undefined,
  known: Known<C>,
): void => {
  if (name !== undefined) known.set(name, [...(known.get(name) ?? []), { asleep, later }])
  for (const [id, event] of later) before?.later.set(id, event)
}

/** Events of one key may touch other things in another run. */
const idOf = ({ key, reads, writes }: Choice): string => [key, ...reads, '>', ...writes].join(' ')
