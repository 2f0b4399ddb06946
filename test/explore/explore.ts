// The explorer: every order of the steps of two acts that differs, with at most one fault, must equal a serial order.

import type { Footprint } from '#infra/simulation/footprint.ts'
import { type Choose, interleavings, isBetween, type Known } from '#infra/simulation/interleavings.ts'
import { type Judged, type Serial, wrong } from './judge.ts'
import type { Act, Outcome, Said, Settled, Stage } from './stage.ts'
import { drive, type Fault, faultsOf, firstOf, isRead, type Step, type Trail } from './steps.ts'

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
  /** The acts touch nothing in common, so each was walked alone, and both together once. */
  readonly isApart?: boolean
  readonly histories: number
  /** Runs that ended early, because they would have repeated another. */
  readonly repeated: number
  /** The faults that were tried, one in each walk. */
  readonly faults: number
  /** Walks, without a fault or with one, that the limit ended. */
  readonly cut: number
  readonly findings: readonly Finding[]
}

export interface Bounds {
  /** Without it only runs without a fault are walked. */
  readonly faults: boolean
  /** Runs of a pair, in all its walks: each with a fault takes at most a quarter of what is left. */
  readonly most: number
  /** The walk of a pair ends with this many findings. */
  readonly findings: number
  /** Nothing is left out because equal states or acts apart make it needless: to check that it changes nothing. */
  readonly isWhole?: true
}

export type Within = <T>(run: () => Promise<T>) => Promise<T>

interface Around {
  readonly within?: Within | undefined
  /** Hears what each step touches. */
  readonly touches?: (step: Footprint) => void
}

interface Run {
  readonly steps?: Step[]
  readonly fault?: Fault | undefined
  readonly trail?: Trail
  readonly settled?: Settled | undefined
}

/** What an act touches in all its runs alone, without a fault and with each, and how these were judged. */
interface Alone {
  readonly touches: Footprint
  readonly walk: Walk
}

/** A walk with a fault takes at most this part of the runs that its pair has left. */
const SHARES = 4
/** Runs in which a shorter history of a finding is looked for, at most. */
const SHORTENING = 500
/** The act beside which another is alone. */
const NOTHING = 'nothing'
const idle: Act = { kind: 'reads', entry: NOTHING, does: async () => NOTHING }
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
  readonly #alones = new Map<string, Promise<Alone>>()

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
          // Without a key to give, both under one key are both as they are.
          ...(first === second && !one.isKeyless ? [{ first, second, keys: 'one' } as const] : []),
        ]
      }),
    )
  }

  /**
   * Whether a whole exploration walks the pair with faults. How a call without a key settles does not depend on what it does, so
   * without their optional keys calls meet faults in the wide scenario, and with them in all others.
   */
  meetsFaults({ first, second, keys }: Pair): boolean {
    const hasKey = [first, second].some((name) => this.act(name).kind === 'choice')
    return this.scenario.isWide === true || keys !== 'no' || !hasKey
  }

  act(name: string): Act {
    const act = name === NOTHING ? idle : this.acts[name]
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

  async #run(
    pair: Pair,
    actors: readonly string[],
    choose: Choose<Step>,
    { steps = [], settled, ...driven }: Run = {},
  ) {
    this.runs += 1
    const acts = Object.fromEntries(actors.map((actor) => [actor, this.#does(pair, actor)]))
    return this.stage.run(acts, {
      drive: drive(choose, { steps, ...driven }),
      settles: () => this.#settle(pair),
      settled,
    })
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
  async walk(pair: Pair, bounds: Bounds, within?: Within): Promise<Walk> {
    const apart = within || bounds.isWhole ? undefined : await this.#apart(pair, bounds)
    const walked = apart ?? (await this.#walk(pair, bounds, { within }))
    const findings: Finding[] = []
    for (const finding of walked.findings)
      findings.push(bounds.isWhole ? finding : await this.#shortest(finding, { within }))
    return { ...walked, findings }
  }

  /**
   * The shortest history that shows the same. Orders that do not differ have the same length, so one of them is enough; a run that
   * comes to a known state goes on here, because its way there may be shorter.
   */
  async #shortest(finding: Finding, { within = (run) => run() }: Around): Promise<Finding> {
    const { fault, why } = finding
    const compared = await this.#compared(finding)
    let shortest = finding
    await within(() =>
      interleavings<Step>(
        async (choose) => {
          const steps: Step[] = []
          const outcome = await this.#run(finding, compared.actors, choose, { steps, fault })
          if (!outcome || steps.length >= shortest.steps.length) return undefined
          const judged = { ...compared, outcome, steps, fault }
          if (wrong(judged) === why) shortest = this.#finding(finding, why, judged)
          return undefined
        },
        { most: SHORTENING },
      ),
    )
    return shortest
  }

  /**
   * Two acts of which none writes what the other touches do in every order what they do alone, step by step, with a fault of one
   * of them, too. So they are walked alone, and together in one order, for the audit of both effects.
   * @returns undefined if they touch something in common
   */
  async #apart(pair: Pair, bounds: Bounds): Promise<Walk | undefined> {
    if (pair.first === pair.second) return undefined
    const [one, other] = [
      await this.#aloneWith(pair.first, pair, bounds),
      await this.#aloneWith(pair.second, pair, bounds),
    ]
    if (isBetween(one.touches, other.touches)) return undefined
    const findings = [...one.walk.findings, ...other.walk.findings]
    const compared = await this.#compared(pair)
    const steps: Step[] = []
    const outcome = await this.#run(pair, compared.actors, (choices) => choices[0], { steps })
    const why = outcome && wrong({ ...compared, outcome, steps, fault: undefined })
    if (outcome && why !== undefined)
      findings.push(this.#finding(pair, why, { ...compared, outcome, steps, fault: undefined }))
    return { isApart: true, histories: 1, repeated: 0, faults: 0, cut: one.walk.cut + other.walk.cut, findings }
  }

  #aloneWith(name: string, { keys }: Pair, bounds: Bounds): Promise<Alone> {
    const id = JSON.stringify([name, keys, bounds])
    const known = this.#alones.get(id)
    if (known) return known
    const made = this.#walkAlone({ first: name, second: NOTHING, keys }, bounds)
    this.#alones.set(id, made)
    return made
  }

  async #walkAlone(pair: Pair, bounds: Bounds): Promise<Alone> {
    const touched = { reads: new Set<string>(), writes: new Set<string>() }
    const touches = ({ reads, writes }: Footprint): void => {
      for (const item of reads) touched.reads.add(item)
      for (const item of writes) touched.writes.add(item)
    }
    this.stage.reached.clear()
    const walk = await this.#walk(pair, bounds, { touches })
    // The jobs that complete it in the end come after both acts, so only what they read matters.
    return { touches: { reads: [...touched.reads, ...this.stage.reached], writes: [...touched.writes] }, walk }
  }

  #finding(pair: Pair, why: string, { outcome, serial, alone, steps, fault }: Judged): Finding {
    return { ...pair, scenario: this.scenario.name, why, outcome, serial, alone, steps, fault }
  }

  async #walk(pair: Pair, bounds: Bounds, { within = (run) => run(), touches }: Around): Promise<Walk> {
    this.stage.forgets()
    const compared = await this.#compared(pair)
    const calls: Calls = new Map()
    // An end is judged no stricter with a fault, so what is known from runs without one holds for those with one, too.
    const known: Known<Step> | undefined = bounds.isWhole ? undefined : new Map()
    const settled: Settled | undefined = bounds.isWhole ? undefined : new Map()
    const sum = { histories: 0, repeated: 0, faults: 0, cut: 0, findings: [] as Finding[] }
    const walk = async (most: number, fault?: Fault): Promise<void> => {
      const trail: Trail = []
      const { histories, repeated, isCut } = await within(() =>
        interleavings<Step>(
          async (choose) => {
            const steps: Step[] = []
            const outcome = await this.#run(pair, compared.actors, choose, { steps, fault, trail, settled })
            if (!fault) note(calls, steps)
            for (const step of touches ? steps : []) touches?.(step)
            if (!outcome) return undefined
            const why = wrong({ ...compared, outcome, steps, fault })
            if (why !== undefined) sum.findings.push(this.#finding(pair, why, { ...compared, outcome, steps, fault }))
            return sum.findings.length >= bounds.findings ? 'stop' : undefined
          },
          { most, known },
        ),
      )
      sum.histories += histories
      sum.repeated += repeated
      sum.cut += isCut && sum.findings.length < bounds.findings ? 1 : 0
    }
    await walk(bounds.most)
    // A job goes on with the next of its works after a read of one failed, so each of its reads counts.
    const isTold = (process: string, at: number): boolean =>
      bounds.isWhole || this.act(process).isJob || isTelling(calls.get(process) ?? [], at)
    const tried = bounds.faults ? everyFault(calls, isTold) : []
    for (const [at, fault] of tried.entries()) {
      if (sum.findings.length >= bounds.findings) break
      const left = bounds.most - sum.histories - sum.repeated
      await walk(Math.max(1, Math.ceil(left / Math.min(SHARES, tried.length - at))), fault)
    }
    return { ...sum, faults: tried.length }
  }
}

type Calls = Map<string, Set<string>[]>
/** Remembers which calls each process makes, by their number. */
const note = (calls: Calls, steps: readonly Step[]): void => {
  const made = Map.groupBy(
    steps.filter(({ kind }) => kind === 'call'),
    ({ process }) => process,
  )
  for (const [process, all] of made) {
    const known = calls.get(process) ?? []
    for (const [at, { command }] of all.entries()) known[at] = (known[at] ?? new Set()).add(command)
    calls.set(process, known)
  }
}

/** At each call of each process each fault that fits it; of two equal processes one. */
const everyFault = (calls: Calls, isTelling: (process: string, at: number) => boolean): Fault[] =>
  [...calls].flatMap(([process, made]) =>
    process.endsWith(TWIN)
      ? []
      : made.flatMap((commands, at) =>
          [...new Set([...commands].flatMap(faultsOf))]
            .filter((what) => what !== 'unsent' || isTelling(process, at))
            .map((what) => ({ process, call: at + 1, what })),
        ),
  )

/**
 * Whether a call that is not sent can end differently from the others. A plan whose read was not sent forgets what it has read and
 * is made anew (`readAgain` in shared/kernel/commit/attempt.ts), so its reads are alike, and the last one before a write stands for
 * them. A read before any plan, such as of the caller, ends the call without an effect: the first one stands for those.
 */
const isTelling = (made: readonly ReadonlySet<string>[], at: number): boolean => {
  const [here, next] = [made[at], made[at + 1]]
  return at === 0 || !next || ![...(here ?? []), ...next].every(isRead)
}
