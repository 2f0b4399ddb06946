// Requests that are folded into one transaction get the replies, and leave the state, of some serial order of them.

import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { commit } from '#kernel/commit/commit.ts'
import { Contention } from '#kernel/commit/contention.ts'
import { Ahead } from '#kernel/commit/fold.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { transact } from '#kernel/commit/transact.ts'
import { both, either, type Item } from '#kernel/data/condition.ts'
import { brokenBy, expectation, guard, keepers, order } from '#kernel/data/guards.ts'
import { space } from '#kernel/data/item.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { Problem, problem } from '#kernel/data/problem.ts'
import { afterAction, check, put, remove, update, type Write } from '#kernel/data/write.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { inBoth } from '#test/support/words.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

interface ThingItem {
  count?: number
  cap?: number
  name?: string
  note?: string
}
const Thing = space('things', 'THING').item<ThingItem>()('THING', 'THING', (run: number, id: number) => `${run}#${id}`)

const TooFew = problem('too-few', 409, inBoth('Too few', 'The count is too small.'))
const Full = problem('full', 409, inBoth('Full', 'The count has reached the cap.'))
const Named = problem('named', 409, inBoth('Named', 'The item has another name, or a note.'))
const keeper = keepers('things', {
  atLeast: guard<'things', ThingItem, { least: number }, typeof TooFew>({
    when: (item, { least }) => item.atLeast('count', least),
    fails: TooFew,
    keeps: order,
  }),
  below: guard<'things', ThingItem, never, typeof Full>({
    when: (item) => either(item.absent('cap'), item.below('count', 'cap')),
    fails: Full,
    keeps: order,
  }),
  named: guard<'things', ThingItem, { name: string }, typeof Named>({
    when: (item, { name }) => either(item.missing(), both(item.oneOf('name', [name]), item.absent('note'))),
    fails: Named,
    keeps: order,
  }),
  asSeen: expectation<'things', ThingItem, { seen: ThingItem | undefined }>({
    when: (item, { seen }) =>
      seen
        ? both(
            item.exists('pk' as never),
            seen.count === undefined ? item.absent('count') : item.equals('count', seen.count),
            seen.cap === undefined ? item.absent('cap') : item.equals('cap', seen.cap),
            seen.name === undefined ? item.absent('name') : item.equals('name', seen.name),
            seen.note === undefined ? item.absent('note') : item.equals('note', seen.note),
          )
        : item.missing(),
    keeps: order,
  }),
})

/** What one request wants of one item. */
interface Step {
  readonly id: number
  readonly verb: 'add' | 'next' | 'set' | 'clear' | 'put' | 'remove' | 'check'
  readonly by: number
  readonly name: string
  readonly rule: 'none' | 'atLeast' | 'below' | 'named'
  /** Whether the request reads the item; `next` does in any case. */
  readonly reads: boolean
}

interface Request {
  readonly steps: readonly Step[]
  /** The process that takes it. */
  readonly process: 0 | 1
}

/** What a reply tells is demanded as it was read, as plans do. */
const rulesOf = (step: Step, seen: ThingItem | undefined) => [
  ...(needsRead(step) ? [keeper.asSeen({ seen })] : []),
  ...ruleOf(step),
]

const ruleOf = ({ rule, by, name }: Step) =>
  ({ none: [], atLeast: [keeper.atLeast({ least: by })], below: [keeper.below()], named: [keeper.named({ name })] })[
    rule
  ]

const writeOf = (step: Step, key: Key<'things', ThingItem>, seen: ThingItem | undefined): Write => {
  const { verb, by, name } = step
  const rules = rulesOf(step, seen)
  switch (verb) {
    case 'add':
      return update(verb, key, { add: { count: by } }, ...rules)
    case 'next':
      return update(verb, key, { set: { count: (seen?.count ?? 0) + by } }, ...rules)
    case 'set':
      return update(verb, key, { set: { name }, remove: ['note'] }, ...rules)
    case 'clear':
      return update(verb, key, { set: { note: name }, remove: ['name', 'count'] }, ...rules)
    case 'put':
      return put(verb, key, { count: by, name }, ...rules)
    case 'remove':
      return remove(verb, key, ...rules)
    case 'check':
      return check(verb, key, ...(rules.length > 0 ? rules : [keeper.named({ name })]))
  }
}

const needsRead = ({ verb, reads }: Step): boolean => reads || verb === 'next'

const planOf = async ({ steps }: Request, run: number, get: (key: Key<'things', ThingItem>) => Promise<unknown>) => {
  const said: (ThingItem | null)[] = []
  const writes: Write[] = []
  for (const step of steps) {
    const key = Thing.key(run, step.id)
    const seen = needsRead(step) ? ((await get(key)) as (ThingItem & Item) | undefined) : undefined
    writes.push(writeOf(step, key, seen))
    if (needsRead(step)) said.push(plain(seen))
  }
  return { writes, value: JSON.stringify(said) }
}

const plain = (item: object | undefined): ThingItem | null => {
  if (!item) return null
  const { pk: _pk, sk: _sk, ...thing } = item as Item
  return Object.fromEntries(Object.entries(thing).sort())
}

const itemsOf = async (run: number): Promise<Item[]> => {
  const store = new Store(runtime().client, runtime().tableName)
  const found = await store.all([0, 1, 2].map((id) => Thing.key(run, id)))
  return found.filter((item) => item !== undefined) as Item[]
}

type State = ReadonlyMap<string, Item>

/** @returns the state after the writes; undefined: a condition refuses them */
const applied = (writes: readonly Write[], state: State): State | undefined => {
  if (writes.some(({ key, requires }) => brokenBy(state.get(idOf(key)), requires).length > 0)) return undefined
  const after = new Map(state)
  for (const { key, action } of writes) {
    const item = afterAction(action, state.get(idOf(key)))
    if (item) after.set(idOf(key), { ...item, pk: key.pk, sk: key.sk })
    else after.delete(idOf(key))
  }
  return after
}

/** One request after the other, without the kernel. @returns the reply and the state after it */
const serial = async (request: Request, run: number, state: State): Promise<{ said: string; after: State }> => {
  const { writes, value } = await planOf(request, run, async (key) => state.get(idOf(key)))
  const after = applied(writes, state)
  return after ? { said: value, after } : { said: 'refused', after: state }
}

const sorted = (items: Iterable<Item>): string =>
  JSON.stringify([...items].map((item) => [item['pk'], plain(item)]).sort())

/** Whether some order of the requests gives these replies and this state. */
const isSerial = async (
  open: readonly [Request, string][],
  run: number,
  state: State,
  end: string,
): Promise<boolean> => {
  if (open.length === 0) return sorted(state.values()) === end
  for (const [at, [request, said]] of open.entries()) {
    const next = await serial(request, run, state)
    if (next.said === said && (await isSerial(open.toSpliced(at, 1), run, next.after, end))) return true
  }
  return false
}

const step = fc.record({
  id: fc.constantFrom(0, 0, 0, 1, 2),
  verb: fc.constantFrom('add', 'add', 'add', 'next', 'next', 'set', 'clear', 'put', 'remove', 'check'),
  by: fc.integer({ min: -1, max: 3 }),
  name: fc.constantFrom('a', 'b'),
  rule: fc.constantFrom('none', 'none', 'atLeast', 'below', 'named'),
  reads: fc.boolean(),
} satisfies { [K in keyof Step]: fc.Arbitrary<Step[K]> })
const request: fc.Arbitrary<Request> = fc.record({
  steps: fc.uniqueArray(step, { selector: ({ id }) => id, minLength: 1, maxLength: 2 }),
  process: fc.constantFrom(0, 0, 0, 1),
})
const stored = fc.record(
  {
    count: fc.integer({ min: 0, max: 3 }),
    cap: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom('a', 'b'),
    note: fc.constant('n'),
  },
  { requiredKeys: [] },
)

const RUNS = 400
/** Each run has items of its own. */
let runs = 0

test('replies and state are those of some serial order', { timeout: 120_000 }, async () => {
  // Calls take some turns of the event loop each, so that requests meet in many ways.
  let delays: readonly number[] = []
  let calls = 0
  world.fails(async (command) => {
    calls += 1
    const turns = (delays[calls % delays.length] ?? 0) * (command === 'TransactWriteItems' ? 5 : 1)
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
    return undefined
  })
  const planned = vi.spyOn(Ahead.prototype, 'add')
  const sent = vi.spyOn(Ahead.prototype, 'folded', 'get')
  await fc.assert(
    fc.asyncProperty(
      fc.array(stored, { maxLength: 2 }),
      fc.array(request, { minLength: 3, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 20 }),
      async (items, requests, turns) => {
        delays = turns
        runs += 1
        const run = runs
        const began = stateOf(run, items)
        await world.table.store([...began.values()])
        const processes = [new Contention(), new Contention()] as const
        const said = await Promise.all(
          requests.map(async (one): Promise<[Request, string]> => {
            const own = { ...runtime(), contention: processes[one.process] }
            const store = new Store(own.client, own.tableName)
            try {
              const { value } = await commit({
                store,
                world: own,
                precedence: [],
                plan: () => planOf(one, run, (key) => store.get(key)),
              })
              return [one, value]
            } catch (error) {
              if (!(error instanceof Problem) || error.kind.status !== 409) throw error
              return [one, 'refused']
            }
          }),
        )
        const left = await itemsOf(run)
        expect(await isSerial(said, run, began, sorted(left)), JSON.stringify({ said, left })).toBe(true)
      },
    ),
    { seed: seedOfRun, numRuns: RUNS },
  )
  // Else hardly a plan shared a transaction, and the property has shown nothing.
  expect(planned.mock.calls.length - sent.mock.calls.length).toBeGreaterThan(RUNS / 10)
})

const stateOf = (run: number, items: readonly ThingItem[]): State =>
  new Map(
    items.map((item, id) => {
      const { pk, sk } = Thing.key(run, id)
      return [idOf({ pk, sk }), { ...item, pk, sk }]
    }),
  )

test('a folded transaction is one after the other, whatever is stored when it arrives', {
  timeout: 60_000,
}, async () => {
  world.fails(undefined)
  let sent = 0
  let committed = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(stored, { maxLength: 2 }),
      fc.option(fc.array(stored, { maxLength: 2 }), { nil: undefined, freq: 2 }),
      fc.array(request, { minLength: 2, maxLength: 5 }),
      async (read, found, requests) => {
        runs += 1
        const run = runs
        const ahead = new Ahead()
        const before = stateOf(run, read)
        for (const id of [0, 1, 2]) ahead.remember(Thing.key(run, id), before.get(idOf(Thing.key(run, id))))
        const plans: Write[][] = []
        for (const one of requests) {
          const { writes } = await planOf(one, run, async (key) => ahead.item(key) ?? undefined)
          if (writes.some(({ key, requires }) => brokenBy(ahead.item(key) ?? undefined, requires).length > 0)) continue
          ahead.add(writes)
          plans.push(writes)
        }
        fc.pre(plans.length > 1)
        let state = stateOf(run, found ?? read)
        await world.table.store([...state.values()])
        const { kind } = await transact(new Store(runtime().client, runtime().tableName), ahead.folded)
        sent += 1
        if (!found) expect(kind).toBe('committed')
        if (kind !== 'committed') return
        committed += 1
        for (const writes of plans) {
          const one = applied(writes, state)
          expect(one, JSON.stringify({ read, found, plans })).toBeDefined()
          state = one ?? state
        }
        const left = await itemsOf(run)
        expect(sorted(left), JSON.stringify({ read, found, plans })).toBe(sorted(state.values()))
      },
    ),
    { seed: seedOfRun, numRuns: 1000 },
  )
  expect(committed).toBeLessThan(sent)
})
