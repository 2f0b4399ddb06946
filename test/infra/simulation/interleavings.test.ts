// The walk of interleavings: every order that differs is met, and met once.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Choice, type Choose, interleavings } from '#infra/simulation/interleavings.ts'

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

/** All orders, by trying each choice everywhere. */
const everyName = async (program: Program): Promise<string[]> => {
  const names = new Set<string>()
  const prefixes: number[][] = [[]]
  for (let prefix = prefixes.pop(); prefix; prefix = prefixes.pop()) {
    const taken = prefix
    let depth = 0
    const choose: Choose<Choice> = (choices) => {
      const at = taken[depth]
      if (at === undefined) {
        for (let other = 1; other < choices.length; other += 1) prefixes.push([...taken.slice(0, depth), other])
        taken.push(0)
      }
      depth += 1
      return choices[at ?? 0]
    }
    await runOf(program)(choose, (history) => names.add(nameOf(history)))
  }
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
  expect(await interleavings<Choice>((choose) => runOf(same)(choose, () => {}), 2)).toMatchObject({
    histories: 2,
    isCut: true,
  })
})
