// The pair explorer: a call is paused at each of its store calls while another runs; the result must equal a serial order.

import { bindRuntime } from '#kernel/commit/runtime.ts'
import { idOf } from '#kernel/data/key.ts'
import { Delayed, type Fault, type Twist } from '#test/support/faults.ts'
import { seeded } from '#test/support/seed.ts'
import type { Act, Meets, Outcome, Said, Stage } from './stage.ts'
import { idsRead, type Wired, wiredId } from './wire.ts'

export type Acts = Readonly<Record<string, Act>>

export interface Scenario {
  readonly name: string
  /** Prepares the stage. @returns its possible acts */
  readonly acts: (stage: Stage) => Promise<Acts>
  /** Calls with several transactions: others may see intermediate states, so only the final state must equal a serial order. */
  readonly isStepwise?: true
  /** A tidying act, which calls also perform: it may come before both. */
  readonly tidies?: string
}

/** The point at which the first call is paused. */
export interface Position {
  /** The number of the call, from 1. */
  readonly at: number
  /** Within a read of several items: one of them is read on the other side of the second call. */
  readonly apart?: { readonly id: string; readonly side: 'before' | 'after' }
}

/** An additional fault of one call of the first actor. */
export interface Trouble {
  readonly at: number
  readonly fault: Fault | 'delayed'
  /** Whether the engine keeps tokens. */
  readonly tokens: 'kept' | 'forgotten'
}

export interface Pair {
  readonly first: string
  readonly second: string
  /** `no`: only if no call works without one. `own`: each has its own. `one`: both have the same. */
  readonly keys: 'no' | 'own' | 'one'
}

/** A run with everything needed to repeat it. */
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

/** Ids end in their distinguishing part. */
const brief = (text: string): string => text.replace(/_[0-9a-z]{22}([0-9a-z]{4})\b/g, '_$1')

const nameOf = ({ at, apart }: Position): string => (apart ? `${at} ${apart.side} ${brief(apart.id)}` : String(at))

/** The value of the variable PAIRS. */
export const lineOf = (scenario: string, one: Case): string =>
  [
    ...[
      scenario,
      one.first,
      one.second + { no: '', own: ' keyed', one: ' under one key' }[one.keys],
      nameOf(one.position),
    ],
    ...(one.trouble ? [`${one.trouble.fault} at ${one.trouble.at}, tokens ${one.trouble.tokens}`] : []),
  ].join(' / ')

/** Reads of several items without a common moment. */
const LOOSE = /^(BatchGetItem|Query)$/

/** One of the items comes from the other read. */
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
const keyOf = (actor: string): string => actor.replaceAll(' ', '-')
/** Two actors with different names. */
const actorsOf = ({ first, second }: Pair): readonly [string, string] => [
  first,
  first === second ? first + TWIN : second,
]

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

  /** Every ordered pair of acts whose second one writes; and every write beside itself, with one key. */
  get pairs(): Pair[] {
    const all = Object.entries(this.acts)
    const seconds = all.filter(([, { kind }]) => kind !== 'reads').map(([name]) => name)
    return all.flatMap(([first, { kind }]): Pair[] => [
      ...seconds.map((second): Pair => ({ first, second, keys: 'no' })),
      ...(kind === 'choice' ? seconds.map((second): Pair => ({ first, second, keys: 'own' })) : []),
      ...(kind === 'reads' ? [] : [{ first, second: first, keys: 'one' } as const]),
    ])
  }

  #run(work: () => Promise<Pick<Outcome, 'said' | 'seen'>>): Promise<Outcome> {
    this.runs += 1
    return this.stage.run(work)
  }

  /** Performs an act by its name or as its twin. */
  #does({ first, keys }: Pair, actor: string, meets?: Meets): Promise<Said> {
    const act = this.#act(actor.endsWith(TWIN) ? first : actor)
    const own = keyOf(actor)
    const key = { no: undefined, own, one: keyOf(first) }[keys]
    return this.stage.as(actor, () => act.does(own, key), meets)
  }

  /** Beside a read, all positions are equivalent. */
  async #sees({ first }: Pair): Promise<string> {
    return this.#act(first).kind === 'reads' ? '' : this.stage.sees()
  }

  #act(name: string): Act {
    const act = this.acts[name]
    if (!act)
      throw new Error(`${this.scenario.name} has no act "${name}"; it has: ${Object.keys(this.acts).join(', ')}`)
    return act
  }

  /** The calls of the first act when it runs alone. */
  trace(pair: Pair): Promise<readonly Step[]> {
    const id = `${pair.first} / ${pair.keys}`
    const known = this.#traces.get(id)
    if (known) return known
    const made = this.#record(pair)
    this.#traces.set(id, made)
    return made
  }

  async #record(pair: Pair): Promise<readonly Step[]> {
    const steps: Step[] = []
    const meets: Meets = ({ command, input }) => {
      const step = { command, ids: [] as string[] }
      steps.push(step)
      if (command === 'gateway') return undefined
      return async (send) => {
        const answer = await send()
        if (LOOSE.test(command)) step.ids = idsRead(input, answer.output)
        return answer
      }
    }
    await this.#run(async () => ({ said: { [pair.first]: await this.#does(pair, pair.first, meets) }, seen: '' }))
    if (steps.length === 0) throw new Error(`"${pair.first}" is refused before the store is asked`)
    return steps
  }

  async positions(pair: Pair): Promise<Position[]> {
    const steps = await this.trace(pair)
    return steps.flatMap(({ ids }, at): Position[] => {
      const splits = ids.length < 2 ? [] : ids
      // One item before the other equals the other after the one.
      const sides = ids.length === 2 ? (['before'] as const) : (['before', 'after'] as const)
      return [{ at: at + 1 }, ...splits.flatMap((id) => sides.map((side) => ({ at: at + 1, apart: { id, side } })))]
    })
  }

  async cases(pair: Pair): Promise<Case[]> {
    return (await this.positions(pair)).map((position) => ({ ...pair, position }))
  }

  /** The same with one random fault. */
  async troubled(pair: Pair, random: () => number): Promise<Case> {
    const steps = await this.trace(pair)
    const at = 1 + Math.floor(random() * steps.length)
    const isWrite = steps[at - 1]?.command === 'TransactWriteItems'
    const kinds = isWrite ? (['conflict', 'lost', 'unsent', 'delayed'] as const) : (['unsent', 'lost'] as const)
    const fault = kinds[Math.floor(random() * kinds.length)] ?? 'unsent'
    // A fault causes further calls, which are paused too.
    const position = { at: 1 + Math.floor(random() * (steps.length + 3)) }
    return { ...pair, position, trouble: { at, fault, tokens: random() < 0.5 ? 'kept' : 'forgotten' } }
  }

  /** Some acts of a pair in sequence. */
  #serially(pair: Pair, ...order: string[]): Promise<Outcome> {
    const id = [...order, pair.keys].join(' / ')
    const known = this.#serial.get(id)
    if (known) return known
    const made = this.#run(async () => {
      const said: Record<string, Said> = {}
      let seen = ''
      for (const actor of order) {
        said[actor] = await this.#does(pair, actor)
        if (actor === actorsOf(pair)[1]) seen = await this.#sees(pair)
      }
      return { said, seen }
    })
    this.#serial.set(id, made)
    return made
  }

  async serial(pair: Pair): Promise<Outcome[]> {
    const [first, second] = actorsOf(pair)
    const { tidies } = this.scenario
    const orders = [
      [first, second],
      [second, first],
    ]
    // A call may tidy in a separate transaction, which a job could have done as well.
    const tidied = tidies && ![first, second].includes(tidies) ? orders.map((order) => [tidies, ...order]) : []
    const outcomes: Outcome[] = []
    for (const order of [...orders, ...tidied]) outcomes.push(await this.#serially(pair, ...order))
    return outcomes
  }

  overlapped(one: Case): Promise<Outcome> {
    const { position, trouble } = one
    const [first, second] = actorsOf(one)
    return this.#run(async () => {
      bindRuntime({ forgetsTokens: trouble?.tokens === 'forgotten' })
      const said: Record<string, Said> = {}
      const delayed = new Delayed()
      let seen: string | undefined
      const meanwhile = async () => {
        said[second] ??= await this.#does(one, second)
        seen ??= await this.#sees(one)
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
      bindRuntime({ forgetsTokens: false })
      return { said, seen: seen ?? '' }
    })
  }

  /** @returns the error of one run, or undefined */
  async judge(one: Case): Promise<Finding | undefined> {
    if (!(await this.#look(one))) return undefined
    // An error must be repeatable, unless a busy machine exceeded a limit of seconds.
    this.#serial.clear()
    return this.#look(one)
  }

  async #look(one: Case): Promise<Finding | undefined> {
    const serial = await this.serial(one)
    const outcome = await this.overlapped(one)
    const why = await this.#wrong(one, outcome, serial)
    return why === undefined ? undefined : { ...one, scenario: this.scenario.name, outcome, serial, why }
  }

  async #wrong(
    one: Case,
    { said, seen, left, violations }: Outcome,
    serial: readonly Outcome[],
  ): Promise<string | undefined> {
    if (violations.length > 0) return `the audit says: ${violations.join(', ')}`
    // With a fault, a call with several transactions may stop anywhere, and the jobs complete it in their own way.
    if (this.scenario.isStepwise && one.trouble) return undefined
    const [first, second] = actorsOf(one)
    const { isStepwise } = this.scenario
    const isAsIn = (order: Outcome, ...whose: string[]): boolean =>
      isStepwise
        ? gistOf(left) === gistOf(order.left)
        : left === order.left && seen === order.seen && whose.every((actor) => said[actor] === order.said[actor])
    const doubt = / (busy|unavailable)\b/.exec(said[first] ?? '')?.[1]
    if (doubt && serial.every((order) => order.said[first] !== said[first])) {
      if (!one.trouble) return `${first} is told ${doubt} although nothing went wrong`
      if (isAsIn(await this.#serially(one, second), second)) return undefined
      if (doubt === 'busy') return 'something was written although the answer is busy'
      // It may or may not have taken effect.
      return serial.some((order) => isAsIn(order, second)) ? undefined : 'what is left is of no serial order'
    }
    if (serial.some((order) => isAsIn(order, first, second))) return undefined
    // Between two steps, a call may be refused that would succeed before the first or after the last: it counts as not made.
    for (const [refused, other] of [
      [first, second],
      [second, first],
    ] as const)
      if (isStepwise && /^[45]/.test(said[refused] ?? '') && isAsIn(await this.#serially(one, other))) return undefined
    return isStepwise
      ? 'what is left is of no serial order'
      : 'answers, what was seen and what is left are of no serial order'
  }
}

const MATTERS = ['status', 'orders', 'refundedPay', 'refundedCash', 'playerCount', 'billingId', 'balance', 'held']

/** The effects of calls with several transactions: final seats and money, not the steps. */
const gistOf = (left: string): string => {
  const [items, money = []] = JSON.parse(left) as [Attributes[], { captured: number; cancelled: number }[]?]
  const kept = items
    .filter(({ sk }) => /^(BILLING|MATCH|ACCOUNT)$|^(SEAT|HOLD|COUPON)#/.test(String(sk)))
    .map((item) => [item['pk'], item['sk'], ...MATTERS.map((name) => item[name])])
  return JSON.stringify([kept, money.reduce((sum, { captured, cancelled }) => sum + captured - cancelled, 0)])
}

/** The random numbers of a case do not depend on other cases. */
export const drawing = (line: string, seed: number): (() => number) => {
  let hash = seed
  for (const letter of line) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return seeded(hash)
}

/** A report: the events, the result of each order, and how to repeat it. One of equal findings is shown. */
export const report = (findings: readonly Finding[]): string => {
  const alike = Map.groupBy(findings, ({ first, second, keys, outcome: { said }, why }) =>
    JSON.stringify([first, second, keys, said, why]),
  )
  return [...alike.values()].map((group) => [...group.slice(0, 1).map(said), ...others(group)].join('\n')).join('\n\n')
}

const others = ([_, ...more]: readonly Finding[]): string[] =>
  more.length === 0 ? [] : [`    and the same at ${more.map(({ position }) => nameOf(position)).join(', ')}`]

const said = (finding: Finding): string => {
  const { scenario, second, outcome, serial, why } = finding
  const answers = (of: Outcome): string[] =>
    Object.entries(of.said).map(([actor, text]) => `      ${actor}: ${shown(text)}`)
  return [
    `${lineOf(scenario, finding)}: ${why}`,
    '    in fact',
    ...answers(outcome),
    ...serial.flatMap((order) => [
      '    in a serial order',
      ...answers(order),
      ...(order.seen === outcome.seen
        ? []
        : [`      was seen when ${second} had ended`, difference(order.seen, outcome.seen)]),
      ...(order.left === outcome.left ? [] : ['      was left', difference(order.left, outcome.left)]),
    ]),
    `    again: PAIRS='${lineOf(scenario, finding)}' npx vitest run test/pairs/pairs.db.test.ts`,
  ].join('\n')
}

/** Without the members of every problem. */
const shown = (text: string): string => brief(text).replace(/"type":"\/problems[^}]*"detail"/, '"detail"')

/** The first items that differ, with the difference. */
const difference = (there: string, here: string): string => {
  const [serial, fact] = [itemsOf(there), itemsOf(here)]
  const ids = [...new Set([...serial.keys(), ...fact.keys()])]
  return ids
    .filter((id) => JSON.stringify(serial.get(id)) !== JSON.stringify(fact.get(id)))
    .slice(0, 4)
    .flatMap((id) => [
      `        ${brief(id)}`,
      `          there ${unlike(serial.get(id), fact.get(id))}`,
      `          here  ${unlike(fact.get(id), serial.get(id))}`,
    ])
    .join('\n')
}

type Attributes = Readonly<Record<string, unknown>>
const itemsOf = (text: string): Map<string, Attributes> => {
  if (text === '') return new Map()
  const [items] = JSON.parse(text) as [(Attributes & { pk: string; sk: string })[]]
  return new Map(items.map((item) => [idOf(item), item]))
}

const unlike = (one: Attributes | undefined, other: Attributes = {}): string => {
  if (!one) return 'nothing'
  const names = Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
  return brief(JSON.stringify(Object.fromEntries(names.map((name) => [name, one[name]]))))
}
