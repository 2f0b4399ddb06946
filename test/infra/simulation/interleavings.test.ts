// The walk of interleavings: every order that differs is met, and met once.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Choice, type Choose, interleavings, type Known } from '#infra/simulation/interleavings.ts'

/** Steps of processes; some steps send a copy, which happens at any time later. */
type Program = readonly (readonly {
  readonly item: string
  readonly does: 'reads' | 'writes'
  readonly copied?: boolean
}[])[]

const touch = (does: 'reads' | 'writes', item: string) => ({
  reads: does === 'reads' ? [item] : [],
  writes: does === 'writes' ? [item] : [],
})

const runOf = (program: Program) => async (choose: Choose<Choice>, done: (history: readonly Choice[]) => void) => {
  let waiting: Choice[] = program.flatMap(([first], process) =>
    first ? [{ key: `${process}.0`, cause: undefined, ...touch(first.does, first.item) }] : [],
  )
  const history: Choice[] = []
  while (waiting.length > 0) {
    const chosen = choose(waiting)
    if (!chosen) return undefined
    history.push(chosen)
    waiting = waiting.filter(({ key }) => key !== chosen.key)
    const [process = 0, step = 0] = chosen.key.split('.').map(Number)
    const [mine, next] = [program[process]?.[step], program[process]?.[step + 1]]
    if (chosen.key.endsWith('copy')) continue
    if (mine?.copied) waiting.push({ key: `${chosen.key}.copy`, cause: chosen.key, ...touch(mine.does, mine.item) })
    if (next) waiting.push({ key: `${process}.${step + 1}`, cause: chosen.key, ...touch(next.does, next.item) })
  }
  done(history)
  return undefined
}

/** Equal histories have equal names: they order the same steps that touch an item in ways that matter. */
const nameOf = (history: readonly Choice[]): string => {
  const orders = history.flatMap((one, at) =>
    history.slice(at + 1).flatMap((other) => {
      const isOrdered =
        one.writes.some((item) => [...other.writes, ...other.reads].includes(item)) ||
        one.reads.some((item) => other.writes.includes(item))
      return isOrdered ? [`${one.key} < ${other.key}`] : []
    }),
  )
  return orders.sort().join(', ')
}

/** Performs a run for each order, by trying each choice everywhere. */
const tryEach = async (run: (choose: Choose<Choice>) => Promise<unknown>): Promise<void> => {
  const prefixes: number[][] = [[]]
  for (let prefix = prefixes.pop(); prefix; prefix = prefixes.pop()) {
    const taken = prefix
    let depth = 0
    await run((choices) => {
      const at = taken[depth]
      if (at === undefined) {
        for (let other = 1; other < choices.length; other += 1) prefixes.push([...taken.slice(0, depth), other])
        taken.push(0)
      }
      depth += 1
      return choices[at ?? 0]
    })
  }
}

const everyName = async (program: Program): Promise<string[]> => {
  const names = new Set<string>()
  await tryEach((choose) => runOf(program)(choose, (history) => names.add(nameOf(history))))
  return [...names].sort()
}

const walkedNames = async (program: Program): Promise<string[]> => {
  const names: string[] = []
  const { histories, isCut } = await interleavings<Choice>((choose) =>
    runOf(program)(choose, (history) => names.push(nameOf(history))),
  )
  expect([histories, isCut]).toEqual([names.length, false])
  return names.sort()
}

const step = fc.record({
  item: fc.constantFrom('a', 'b', 'c'),
  does: fc.constantFrom('reads', 'writes'),
  copied: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})
const program = fc
  .array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 })
  .filter((processes) => processes.flat().length + processes.flat().filter(({ copied }) => copied).length <= 8)

test('every order that differs is met, and met once', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (processes) => {
      expect(await walkedNames(processes)).toEqual(await everyName(processes))
    }),
    { numRuns: 150 },
  )
})

test('orders of steps that touch nothing in common are not told apart', async () => {
  const apart: Program = [
    [
      { item: 'a', does: 'writes' },
      { item: 'a', does: 'reads' },
    ],
    [
      { item: 'b', does: 'writes' },
      { item: 'b', does: 'reads' },
    ],
  ]
  expect(await walkedNames(apart)).toHaveLength(1)
})

test('a limit ends the walk, which says so', async () => {
  const same: Program = [1, 2, 3].map(() => [{ item: 'a', does: 'writes' as const }])
  expect(await interleavings<Choice>((choose) => runOf(same)(choose, () => {}), { most: 2 })).toMatchObject({
    histories: 2,
    isCut: true,
  })
})

/** Steps that compute: a write stores what the process read last, or a constant; a step can depend on what was read. */
type Computing = readonly (readonly {
  readonly item: string
  readonly does: 'reads' | 'writes'
  readonly value: number | 'last'
  /** Instead, it reads another item if it has read this. */
  readonly unless: number | undefined
}[])[]
/** The process ends before this step. */
interface Death {
  readonly process: number
  readonly step: number
}

const compute = async (
  program: Computing,
  choose: Choose<Choice>,
  { death, ended }: { readonly death: Death | undefined; readonly ended: (outcome: string) => void },
) => {
  const store: Record<string, number> = { a: 0, b: 0, c: 0 }
  const processes = program.map(() => ({ step: 0, last: 0, isDead: false }))
  const waiting = (): Choice[] =>
    processes.flatMap(({ step, last, isDead }, at) => {
      const next = program[at]?.[step]
      if (!next || isDead) return []
      const touches = next.unless === last ? touch('reads', 'c') : touch(next.does, next.item)
      const dies = death?.process === at && death.step === step
      return [{ key: `${at}.${step}`, cause: step > 0 ? `${at}.${step - 1}` : undefined, ...(dies ? NONE : touches) }]
    })
  for (let choices = waiting(); choices.length > 0; choices = waiting()) {
    const isAhead = death && (processes[death.process]?.step ?? 0) <= death.step && !processes[death.process]?.isDead
    const over = processes.map((one, at) => (one.isDead ? 'over' : [one, program[at]?.length === one.step]))
    const chosen = choose(choices, () => JSON.stringify([store, over, isAhead ? death : undefined]))
    if (!chosen) return undefined
    const [at = 0, step = 0] = chosen.key.split('.').map(Number)
    const process = processes[at]
    const does = program[at]?.[step]
    if (!process || !does) throw new Error('there is no such step')
    if (death?.process === at && death.step === step) process.isDead = true
    else if (does.unless === process.last) process.last = store['c'] ?? 0
    else if (does.does === 'reads') process.last = store[does.item] ?? 0
    else store[does.item] = does.value === 'last' ? (process.last + 1) % 3 : does.value
    process.step += 1
  }
  ended(JSON.stringify([store, processes.map(({ last, isDead }) => (isDead ? 'dead' : last))]))
  return undefined
}
const NONE = { reads: [], writes: [] }

const deathsOf = (program: Computing): (Death | undefined)[] => [
  undefined,
  ...program.flatMap((steps, process) => steps.map((_, step) => ({ process, step }))),
]

const everyEnd = async (program: Computing): Promise<string[]> => {
  const ends = new Set<string>()
  for (const death of deathsOf(program))
    await tryEach((choose) => compute(program, choose, { death, ended: (end) => ends.add(end) }))
  return [...ends].sort()
}

/** @param known undefined: no state is remembered */
const walkedEnds = async (program: Computing, known: Known<Choice> | undefined) => {
  const ends = new Set<string>()
  let histories = 0
  for (const death of deathsOf(program)) {
    const walked = await interleavings<Choice>(
      (choose) => compute(program, choose, { death, ended: (end) => ends.add(end) }),
      { known },
    )
    histories += walked.histories
  }
  return { ends: [...ends].sort(), histories }
}

const computing = fc
  .array(
    fc.array(
      fc.record({
        item: fc.constantFrom('a', 'b', 'c'),
        does: fc.constantFrom('reads' as const, 'writes' as const),
        value: fc.constantFrom(1, 2, 'last' as const),
        unless: fc.constantFrom(undefined, undefined, 0, 1),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    { minLength: 2, maxLength: 3 },
  )
  .filter((processes) => processes.flat().length <= 8)

test('runs that end at known states leave no end out, with a death at each step', async () => {
  let [remembered, all] = [0, 0]
  await fc.assert(
    fc.asyncProperty(computing, async (program) => {
      const { ends, histories } = await walkedEnds(program, new Map())
      expect(ends).toEqual(await everyEnd(program))
      remembered += histories
      all += (await walkedEnds(program, undefined)).histories
    }),
    { numRuns: 200 },
  )
  expect(remembered).toBeLessThan(0.75 * all)
})
