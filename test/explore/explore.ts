// The explorer: every order of the steps of two acts that differs, with at most one fault, must equal a serial order.

import { type Choose, interleavings } from '#infra/simulation/interleavings.ts'
import { type Judged, type Serial, wrong } from './judge.ts'
import type { Act, Outcome, Said, Stage } from './stage.ts'
import { drive, type Fault, firstOf, type Step } from './steps.ts'

export type Acts = Readonly<Record<string, Act>>

export interface Scenario {
  readonly name: string
  /** Prepares the stage. @returns its possible acts */
  readonly acts: (stage: Stage) => Promise<Acts>
  /** Calls with several transactions: others may see intermediate states, so only the final state must equal a serial order. */
  readonly isStepwise?: true
  /** Its pairs are many: none is explored with keys that are optional. */
  readonly isWide?: true
  /** A tidying act, which calls also perform: it may come before both. */
  readonly tidies?: string
}

export interface Pair {
  readonly first: string
  readonly second: string
  /** `no`: only if no call works without one. `own`: each has its own. `one`: both have the same. */
  readonly keys: 'no' | 'own' | 'one'
}

export interface Finding extends Pair, Pick<Judged, 'outcome' | 'serial' | 'alone' | 'steps' | 'fault'> {
  readonly scenario: string
  readonly why: string
}

/** What was walked for a pair. */
export interface Walk {
  readonly histories: number
  /** Runs that ended early, because they would have repeated another. */
  readonly repeated: number
  /** The faults that were tried, one in each walk. */
  readonly faults: number
  /** Walks that the limit ended. */
  readonly cut: number
  readonly findings: readonly Finding[]
}

export interface Bounds {
  /** Without it only runs without a fault are walked. */
  readonly faults: boolean
  /** Runs of one walk. */
  readonly most: number
  /** The walk of a pair ends with this many findings. */
  readonly findings: number
}

export type Within = <T>(run: () => Promise<T>) => Promise<T>

const TWIN = ' once more'
/** Two actors with different names. */
const actorsOf = ({ first, second }: Pair): readonly [string, string] => [
  first,
  first === second ? first + TWIN : second,
]
const keyOf = (actor: string): string => actor.replaceAll(' ', '-')

export class Explorer {
  readonly stage: Stage
  readonly acts: Acts
  readonly scenario: Scenario
  runs = 0
  readonly #serial = new Map<string, Promise<readonly Outcome[]>>()

  private constructor(stage: Stage, scenario: Scenario, acts: Acts) {
    this.stage = stage
    this.scenario = scenario
    this.acts = acts
  }

  static async of(stage: Stage, scenario: Scenario): Promise<Explorer> {
    const acts = await scenario.acts(stage)
    stage.begins()
    return new Explorer(stage, scenario, acts)
  }

  /** Every two acts of which one writes, and every write beside itself; with keys of their own where they are optional. */
  get pairs(): Pair[] {
    const all = Object.entries(this.acts)
    return all.flatMap(([first, one], at) =>
      all.slice(at).flatMap(([second, other]): Pair[] => {
        if (one.kind === 'reads' && other.kind === 'reads') return []
        if (this.scenario.isWide) return [{ first, second, keys: 'no' }]
        const hasChoice = one.kind === 'choice' || other.kind === 'choice'
        return [
          { first, second, keys: 'no' },
          ...(hasChoice ? [{ first, second, keys: 'own' } as const] : []),
          ...(first === second ? [{ first, second, keys: 'one' } as const] : []),
        ]
      }),
    )
  }

  act(name: string): Act {
    const act = this.acts[name]
    if (!act)
      throw new Error(`${this.scenario.name} has no act "${name}"; it has: ${Object.keys(this.acts).join(', ')}`)
    return act
  }

  /** What a process of the pair does. */
  #does({ first, keys }: Pair, actor: string): () => Promise<Said> {
    const act = this.act(actor.endsWith(TWIN) ? first : actor)
    const own = keyOf(actor)
    const key = { no: undefined, own, one: keyOf(first) }[keys]
    return () => act.does(own, key)
  }

  async #run(pair: Pair, actors: readonly string[], choose: Choose<Step>, steps: Step[] = [], fault?: Fault) {
    this.runs += 1
    const acts = Object.fromEntries(actors.map((actor) => [actor, this.#does(pair, actor)]))
    return this.stage.run(acts, { drive: drive(choose, steps, fault), settles: () => this.#settle(pair) })
  }

  /** Some acts one after the other. A job does several things at once, so it alone may end in several ways. */
  #serially(pair: Pair, order: readonly string[]): Promise<readonly Outcome[]> {
    const id = [...order, pair.keys, ...this.#jobs(pair), this.#isSettled(pair)].join(' / ')
    const known = this.#serial.get(id)
    if (known) return known
    const made = this.#walkSerially(pair, order)
    this.#serial.set(id, made)
    return made
  }

  async #walkSerially(pair: Pair, order: readonly string[]): Promise<readonly Outcome[]> {
    const ends = new Map<string, Outcome>()
    await interleavings<Step>(async (choose) => {
      const outcome = await this.#run(pair, order, (choices) => choose(firstOf(order, choices)))
      if (outcome) ends.set(JSON.stringify(outcome), outcome)
      return undefined
    })
    return [...ends.values()]
  }

  /** What a run of the pair is compared with. */
  async #compared(pair: Pair): Promise<Omit<Judged, 'outcome' | 'steps' | 'fault'>> {
    const actors = actorsOf(pair)
    const [first, second] = actors
    const { tidies } = this.scenario
    // A call may tidy in a separate transaction, which a job could have done as well, at any time.
    const tidier = tidies && ![first, second].includes(tidies) ? [tidies] : []
    const orders = [
      [first, second],
      [second, first],
    ].flatMap(([one = '', other = '']) => [
      [one, other],
      ...tidier.flatMap((tidy) => [
        [tidy, one, other],
        [one, tidy, other],
        [one, other, tidy],
      ]),
    ])
    const serial: Serial[] = []
    for (const order of orders) for (const outcome of await this.#serially(pair, order)) serial.push({ order, outcome })
    const alone = { [first]: await this.#alone(pair, first, tidier), [second]: await this.#alone(pair, second, tidier) }
    return { actors, serial, alone, isStepwise: this.#isStepwise(pair), isInParts: this.#isInParts(pair) }
  }

  /** One act without the other, which may have tidied before it died or gave up. */
  async #alone(pair: Pair, actor: string, tidier: readonly string[]): Promise<Outcome[]> {
    const outcomes = [...(await this.#serially(pair, [actor]))]
    for (const tidy of tidier)
      for (const order of [
        [tidy, actor],
        [actor, tidy],
      ])
        outcomes.push(...(await this.#serially(pair, order)))
    return outcomes
  }

  /** The jobs of a pair run again, as they do every minute, and complete what the pair leaves open. */
  async #settle(pair: Pair): Promise<void> {
    for (const job of this.#jobs(pair)) await this.act(job).does('')
    if (this.#isSettled(pair)) await this.stage.settles()
  }

  #jobs({ first, second }: Pair): string[] {
    return [...new Set([first, second])].filter((name) => this.act(name).isJob)
  }

  #isSettled(pair: Pair): boolean {
    return this.#isStepwise(pair) || this.#isInParts(pair)
  }

  #isStepwise({ first, second }: Pair): boolean {
    return this.scenario.isStepwise === true || [first, second].some((name) => this.act(name).isStepwise)
  }

  #isInParts({ first, second }: Pair): boolean {
    return this.scenario.tidies !== undefined || [first, second].some((name) => this.act(name).isJob)
  }

  /** @param within runs each walk, such as without a guard; what it is compared with runs as ever */
  async walk(pair: Pair, bounds: Bounds, within: Within = (run) => run()): Promise<Walk> {
    const compared = await this.#compared(pair)
    const calls = new Map<string, string[]>()
    const sum = { histories: 0, repeated: 0, faults: 0, cut: 0, findings: [] as Finding[] }
    const walk = async (fault?: Fault): Promise<void> => {
      const { histories, repeated, isCut } = await within(() =>
        interleavings<Step>(async (choose) => {
          const steps: Step[] = []
          const outcome = await this.#run(pair, compared.actors, choose, steps, fault)
          if (!fault) note(calls, steps)
          if (!outcome) return undefined
          const why = wrong({ ...compared, outcome, steps, fault })
          if (why !== undefined)
            sum.findings.push({
              ...pair,
              scenario: this.scenario.name,
              why,
              outcome,
              serial: compared.serial,
              alone: compared.alone,
              steps,
              fault,
            })
          return sum.findings.length >= bounds.findings ? 'stop' : undefined
        }, bounds.most),
      )
      sum.histories += histories
      sum.repeated += repeated
      sum.cut += isCut && sum.findings.length < bounds.findings ? 1 : 0
    }
    await walk()
    const tried = bounds.faults ? faultsOf(calls) : []
    for (const fault of tried) {
      if (sum.findings.length >= bounds.findings) break
      await walk(fault)
    }
    return { ...sum, faults: tried.length }
  }
}

/** Remembers the most calls that each process makes. */
const note = (calls: Map<string, string[]>, steps: readonly Step[]): void => {
  const made = Map.groupBy(
    steps.filter(({ kind }) => kind === 'call'),
    ({ process }) => process,
  )
  for (const [process, all] of made)
    if (all.length > (calls.get(process)?.length ?? 0))
      calls.set(
        process,
        all.map(({ command }) => command),
      )
}

const CHANGES = ['late', 'twice', 'unsent', 'conflicts', 'dies', 'dies late'] as const
const ELSEWHERE = ['late', 'twice', 'unsent', 'dies', 'dies late'] as const
const READS = ['unsent', 'dies'] as const

/** At each call of each process each fault that fits it; of two equal processes one. */
const faultsOf = (calls: ReadonlyMap<string, readonly string[]>): Fault[] =>
  [...calls].flatMap(([process, commands]) =>
    process.endsWith(TWIN)
      ? []
      : commands.flatMap((command, at) => {
          const kinds = command === 'TransactWriteItems' ? CHANGES : command === 'gateway' ? ELSEWHERE : READS
          return kinds.map((what) => ({ process, call: at + 1, what }))
        }),
  )
