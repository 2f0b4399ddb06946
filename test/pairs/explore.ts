// The pair explorer: one call is held at each of its calls to the store while another runs to its end; what comes of both must be what a serial order gives.

import { idOf } from '../../shared/kernel/store.ts'
import { type Answer, Delayed, type Fault, type Twist } from '../support/faults.ts'
import { seeded } from '../support/seed.ts'
import type { Act, Meets, Outcome, Said, Stage } from './stage.ts'

export type Acts = Readonly<Record<string, Act>>

export interface Scenario {
  readonly name: string
  /** Prepares the stage. @returns what can be done on it */
  readonly acts: (stage: Stage) => Promise<Acts>
  /** Calls of several transactions: others may see what lies between them, so that only what is left in the end is of a serial order. */
  readonly isStepwise?: true
}

/** Where the first call is held. */
export interface Position {
  /** Before which of its calls, from 1. */
  readonly at: number
  /** Within a read of several items: one of them is read on another side of the second call than the others. */
  readonly apart?: { readonly id: string; readonly side: 'before' | 'after' }
}

/** What goes wrong with one call of the first actor, besides. */
export interface Trouble {
  readonly at: number
  readonly fault: Fault | 'delayed'
}

export interface Pair {
  readonly first: string
  readonly second: string
  readonly key: 'own' | 'shared'
}

/** One run: everything that is needed to do it again. */
export interface Case extends Pair {
  readonly position: Position
  readonly trouble?: Trouble
}

export interface Finding extends Case {
  readonly scenario: string
  readonly outcome: Outcome
  readonly serial: readonly Outcome[]
  readonly why: string
}

const nameOf = ({ at, apart }: Position): string => (apart ? `${at} ${apart.side} ${apart.id}` : String(at))

/** As the variable PAIRS takes it. */
export const lineOf = (scenario: string, one: Case): string =>
  [
    ...[scenario, one.first, one.second + (one.key === 'shared' ? ' under one key' : ''), nameOf(one.position)],
    ...(one.trouble ? [`${one.trouble.fault} ${one.trouble.at}`] : []),
  ].join(' / ')

interface Wired {
  readonly pk: string | { readonly S: string }
  readonly sk: string | { readonly S: string }
}
const plain = (part: Wired['pk']): string => (typeof part === 'string' ? part : part.S)
const wiredId = ({ pk, sk }: Wired): string => idOf({ pk: plain(pk), sk: plain(sk) })

/** The ids of the items that a read of several names or finds. */
const idsOf = (input: unknown, output: Answer['output']): string[] => {
  const { RequestItems: wanted } = (input ?? {}) as { RequestItems?: Record<string, { Keys: Wired[] }> }
  if (wanted) return Object.values(wanted).flatMap(({ Keys }) => Keys.map(wiredId))
  return ((output.Items ?? []) as Wired[]).map(wiredId)
}

/** Reads of several items that promise no single moment. */
const LOOSE = /^(BatchGetItem|Query|BatchGet)$/

/** One of the items is taken from the other reading. */
const torn =
  ({ id, side }: NonNullable<Position['apart']>, meanwhile: () => Promise<unknown>): Twist =>
  async (send) => {
    const before = await send()
    await meanwhile()
    const after = await send()
    const isEarly = (item: Wired): boolean => (wiredId(item) === id) === (side === 'before')
    const mixed = (early: Wired[] = [], late: Wired[] = []): Wired[] => [
      ...early.filter(isEarly),
      ...late.filter((item) => !isEarly(item)),
    ]
    const { Responses: responses, Items: items } = after.output
    if (items) {
      const all = mixed(before.output.Items, items)
      const order = [...before.output.Items, ...items].map(wiredId)
      after.output.Items = all.sort((a, b) => order.indexOf(wiredId(a)) - order.indexOf(wiredId(b)))
      after.output.Count = all.length
    }
    for (const name of Object.keys(responses ?? {}))
      responses[name] = mixed(before.output.Responses[name], responses[name])
    return after
  }

/** One call of an act that runs alone. */
interface Step {
  readonly command: string
  readonly ids: readonly string[]
}

const TWIN = ' once more'
/** Two actors, each with a name of its own. */
const actorsOf = ({ first, second }: Pair): readonly [string, string] => [first, first === second ? first + TWIN : second]

export class Explorer {
  readonly stage: Stage
  readonly acts: Acts
  readonly scenario: Scenario
  runs = 0
  readonly #serial = new Map<string, Promise<Outcome>>()
  readonly #traces = new Map<string, Promise<readonly Step[]>>()

  private constructor(stage: Stage, scenario: Scenario, acts: Acts) {
    this.stage = stage
    this.scenario = scenario
    this.acts = acts
  }

  static async of(stage: Stage, scenario: Scenario): Promise<Explorer> {
    const acts = await scenario.acts(stage)
    await stage.begins()
    return new Explorer(stage, scenario, acts)
  }

  /** Every ordered pair of acts, and every act beside itself: under two keys, and under one. */
  get pairs(): Pair[] {
    const names = Object.keys(this.acts)
    const pairs = names.flatMap((first) => names.map((second): Pair => ({ first, second, key: 'own' })))
    return [...pairs, ...names.map((name): Pair => ({ first: name, second: name, key: 'shared' }))]
  }

  #run(work: () => Promise<Record<string, Said>>): Promise<Outcome> {
    this.runs += 1
    return this.stage.run(work)
  }

  /** Does an act, by its name or as its twin. */
  #does({ first, key }: Pair, actor: string, meets?: Meets): Promise<Said> {
    const act = this.#act(actor.endsWith(TWIN) ? first : actor)
    return this.stage.as(actor, () => act(key === 'shared' ? first : actor), meets)
  }

  #act(name: string): Act {
    const act = this.acts[name]
    if (!act) throw new Error(`${this.scenario.name} has no act "${name}"; it has: ${Object.keys(this.acts).join(', ')}`)
    return act
  }

  /** The calls that an act makes where nothing else happens. */
  trace(name: string): Promise<readonly Step[]> {
    const known = this.#traces.get(name)
    if (known) return known
    const made = this.#record(name)
    this.#traces.set(name, made)
    return made
  }

  async #record(name: string): Promise<readonly Step[]> {
    const steps: Step[] = []
    const meets: Meets = ({ command, input }) => {
      const step = { command, ids: [] as string[] }
      steps.push(step)
      if (command === 'gateway') return undefined
      return async (send) => {
        const answer = await send()
        if (LOOSE.test(command)) step.ids = idsOf(input, answer.output)
        return answer
      }
    }
    await this.#run(async () => ({ [name]: await this.#does({ first: name, second: name, key: 'own' }, name, meets) }))
    return steps
  }

  async positions(name: string): Promise<Position[]> {
    const steps = await this.trace(name)
    return steps.flatMap(({ ids }, at): Position[] => {
      const splits = ids.length < 2 ? [] : ids
      // Of two items one before the other is the other after the one.
      const sides = ids.length === 2 ? (['before'] as const) : (['before', 'after'] as const)
      return [
        { at: at + 1 },
        ...splits.flatMap((id) => sides.map((side) => ({ at: at + 1, apart: { id, side } }))),
      ]
    })
  }

  async cases(pair: Pair): Promise<Case[]> {
    return (await this.positions(pair.first)).map((position) => ({ ...pair, position }))
  }

  /** The same with one fault: each is drawn. */
  async troubled(pair: Pair, random: () => number): Promise<Case> {
    const steps = await this.trace(pair.first)
    const at = 1 + Math.floor(random() * steps.length)
    const isWrite = steps[at - 1]?.command === 'TransactWriteItems'
    const kinds = isWrite ? (['conflict', 'lost', 'unsent', 'delayed'] as const) : (['unsent', 'lost'] as const)
    const fault = kinds[Math.floor(random() * kinds.length)] ?? 'unsent'
    // What went wrong makes more calls, and they are held as well.
    const position = { at: 1 + Math.floor(random() * (steps.length + 3)) }
    return { ...pair, position, trouble: { at, fault } }
  }

  /** Some acts of a pair, one after the other. */
  #serially(pair: Pair, ...order: string[]): Promise<Outcome> {
    const id = [...order, pair.key].join(' / ')
    const known = this.#serial.get(id)
    if (known) return known
    const made = this.#run(async () => {
      const said: Record<string, Said> = {}
      for (const actor of order) said[actor] = await this.#does(pair, actor)
      return said
    })
    this.#serial.set(id, made)
    return made
  }

  async serial(pair: Pair): Promise<Outcome[]> {
    const [first, second] = actorsOf(pair)
    return [await this.#serially(pair, first, second), await this.#serially(pair, second, first)]
  }

  overlapped(one: Case): Promise<Outcome> {
    const { position, trouble } = one
    const [first, second] = actorsOf(one)
    return this.#run(async () => {
      const said: Record<string, Said> = {}
      const delayed = new Delayed()
      const meanwhile = async () => {
        said[second] ??= await this.#does(one, second)
      }
      said[first] = await this.#does(one, first, async ({ at }) => {
        if (at === position.at) {
          if (position.apart) return torn(position.apart, meanwhile)
          await meanwhile()
        }
        if (at !== trouble?.at) return undefined
        return trouble.fault === 'delayed' ? delayed.hold : trouble.fault
      })
      await meanwhile()
      await delayed.arrive()
      return said
    })
  }

  /** @returns what is wrong with one run, if anything is */
  async judge(one: Case): Promise<Finding | undefined> {
    const serial = await this.serial(one)
    const outcome = await this.overlapped(one)
    const why = await this.#wrong(one, outcome, serial)
    return why === undefined ? undefined : { ...one, scenario: this.scenario.name, outcome, serial, why }
  }

  async #wrong(one: Case, { said, left, violations }: Outcome, serial: readonly Outcome[]): Promise<string | undefined> {
    if (violations.length > 0) return `the audit says: ${violations.join(', ')}`
    const [first, second] = actorsOf(one)
    const isAsIn = (order: Outcome, ...whose: string[]): boolean =>
      left === order.left && whose.every((actor) => said[actor] === order.said[actor])
    const doubt = / (busy|unavailable)\b/.exec(said[first] ?? '')?.[1]
    if (doubt && serial.every((order) => order.said[first] !== said[first])) {
      if (!one.trouble) return `${first} is told ${doubt} although nothing went wrong`
      if (isAsIn(await this.#serially(one, second), second)) return undefined
      if (doubt === 'busy') return 'something was written although the answer is busy'
      // Perhaps it was done, and perhaps not.
      return serial.some((order) => isAsIn(order, second)) ? undefined : 'what is left is of no serial order'
    }
    const whose = this.scenario.isStepwise ? [] : [first, second]
    if (serial.some((order) => isAsIn(order, ...whose))) return undefined
    return whose.length > 0 ? 'the answers and what is left are of no serial order' : 'what is left is of no serial order'
  }
}

export const isChosen = (line: string, { share, seed }: { share: number; seed: number }): boolean => {
  if (share >= 1) return true
  let hash = seed
  for (const letter of line) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return seeded(hash)() < share
}

/** For a reader: what happened, what each order gives, and how to see it again. */
export const report = (finding: Finding): string => {
  const { scenario, outcome, serial, why } = finding
  const answers = ({ said }: Outcome): string[] => Object.entries(said).map(([actor, text]) => `      ${actor}: ${text}`)
  return [
    `${lineOf(scenario, finding)}: ${why}`,
    '    in fact',
    ...answers(outcome),
    ...serial.flatMap((order) => [
      '    in a serial order',
      ...answers(order),
      ...(order.left === outcome.left ? [] : [difference(order.left, outcome.left)]),
    ]),
    `    again: PAIRS='${lineOf(scenario, finding)}' npx vitest run test/pairs/pairs.db.test.ts`,
  ].join('\n')
}

/** The first items that differ. */
const difference = (serial: string, fact: string): string => {
  const [mine, theirs] = [serial, fact].map((text) => {
    const [items] = JSON.parse(text) as [{ pk: string; sk: string }[]]
    return new Map(items.map((item) => [idOf(item), JSON.stringify(item)]))
  })
  const ids = [...new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])]
  return ids
    .filter((id) => mine?.get(id) !== theirs?.get(id))
    .slice(0, 3)
    .flatMap((id) => [`      left ${mine?.get(id) ?? `no ${id}`}`, `      but  ${theirs?.get(id) ?? `no ${id}`}`])
    .join('\n')
}
