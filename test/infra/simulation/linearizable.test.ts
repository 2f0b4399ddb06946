// The checker of linearizability says what trying every order says.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearize, type Operation } from '#infra/simulation/linearizable.ts'
import { seedOfRun } from '#test/support/seed.ts'

/** A register with a counter: enough for lost updates, stale reads and writes that happen twice. */
type State = readonly [value: number, count: number]
const model = { initial: [0, 0] as State, text: (state: State) => state.join(' ') }

const step = fc.record({
  kind: fc.constantFrom('write', 'set', 'add', 'read', 'refused'),
  value: fc.integer({ min: 0, max: 2 }),
  began: fc.integer({ min: 0, max: 8 }),
  lasts: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined, freq: 3 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const operationOf = ({ kind, value, began, lasts }: Step, at: number): Operation<State> => ({
  says: `${at} ${kind} ${value}`,
  began,
  ended: lasts === undefined ? undefined : began + lasts,
  ...(kind === 'read' || kind === 'refused' ? { isLook: true } : {}),
  ...(kind === 'add' ? { alike: `add ${value}` } : {}),
  apply: ([is, count]) => {
    if (kind === 'write') return [value, count + 1]
    // Sometimes it changes nothing.
    if (kind === 'set') return [value, count]
    if (kind === 'add') return is + value <= 3 ? [is + value, count] : undefined
    if (kind === 'read') return is === value ? [is, count] : undefined
    return is + value > 3 ? [is, count] : undefined
  },
})

/** Every order of every choice. */
const isExplained = (operations: readonly Operation<State>[], state: State = model.initial): boolean => {
  const known = operations.filter(({ ended }) => ended !== undefined)
  if (known.length === 0) return true
  const until = Math.min(...known.map(({ ended = 0 }) => ended))
  return operations.some((one) => {
    if (one.began > until) return false
    const after = one.apply(state)
    return (
      after !== undefined &&
      isExplained(
        operations.filter((other) => other !== one),
        after,
      )
    )
  })
}

test('agrees with trying every order', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const operations = steps.map(operationOf)
      const { kind } = linearize(operations, model)
      kinds.add(kind)
      expect(kind).toBe(isExplained(operations) ? 'linearizable' : 'broken')
    }),
    { seed: seedOfRun, numRuns: 3000 },
  )
  expect([...kinds].sort()).toEqual(['broken', 'linearizable'])
})

test('names what no order explains', () => {
  const steps: Step[] = [
    { kind: 'write', value: 1, began: 0, lasts: 1 },
    { kind: 'read', value: 0, began: 2, lasts: 1 },
  ]
  expect(linearize(steps.map(operationOf), model)).toEqual({
    kind: 'broken',
    order: ['0 write 1'],
    state: '1 1',
    stuck: ['1 read 0'],
  })
})

test('an operation of unknown outcome may have happened late or never', () => {
  const unknown: Step = { kind: 'write', value: 1, began: 0, lasts: undefined }
  const reads = (...values: number[]): Step[] =>
    values.map((value, at) => ({ kind: 'read', value, began: 2 * at, lasts: 1 }))
  const kindOf = (steps: readonly Step[]) => linearize(steps.map(operationOf), model).kind
  expect(kindOf([unknown, ...reads(0, 0)])).toBe('linearizable')
  expect(kindOf([unknown, ...reads(0, 1)])).toBe('linearizable')
  expect(kindOf([unknown, ...reads(1, 0)])).toBe('broken')
})
