// Requests of one process that want the same items: each has its turn, so they hardly lose attempts, and none is told `busy`.

import { afterEach, expect, test } from 'vitest'
import { commit } from '#kernel/commit/commit.ts'
import { Contention } from '#kernel/commit/contention.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { expectation, keepers, order } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { check, update, type Write } from '#kernel/data/write.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { elapsed, pause, contention } = runtime()
afterEach(() => {
  world.fails(undefined)
  bindRuntime({ elapsed, pause, contention })
})

interface Counted {
  readonly n: number
}
const key = (sk: string): Key<'kernel', Counted> => ({ module: 'kernel', pk: 'one process', sk })
const everything = { partition: key(''), from: 'a', to: 'z', limit: 10, after: undefined }
const { asRead } = keepers('kernel', {
  asRead: expectation<'kernel', Counted, { item: Counted | undefined }>({
    when: (stored, { item }) => (item ? stored.equals('n', item.n) : stored.missing()),
    keeps: order,
  }),
})
const counts = (sk: string, item: Counted | undefined): Write =>
  update('count', key(sk), { set: { n: (item?.n ?? 0) + 1 } }, asRead({ item }))

/** Two items, which the operations write in part together, and a look that no batch can make. */
const operations: readonly (readonly [name: string, plan: (store: Store) => Promise<Write[]>])[] = [
  ['apply', async (store) => [counts('match', await store.get(key('match')))]],
  [
    'wait',
    async (store) => {
      const [match, list] = await store.all([key('match'), key('list')])
      return [check('stands', key('match'), asRead({ item: match })), counts('list', list)]
    },
  ],
  [
    'leave',
    async (store) => {
      const match = await store.get(key('match'))
      await store.list(everything)
      const list = await store.get(key('list'))
      return [counts('match', match), counts('list', list)]
    },
  ],
]

const CLIENTS = 10
const ROUNDS = 12
const CALL_MS = 8

test('of ten clients of one process none loses more than two attempts, and all are served', async () => {
  let calls = 0
  world.fails(async () => {
    calls += 1
    // Calls take some turns of the event loop each, so that requests meet in many ways.
    for (let turn = 0; turn < (calls * 7) % 5; turn += 1) await new Promise(setImmediate)
    return undefined
  })
  bindRuntime({ elapsed: () => calls * CALL_MS, pause: () => new Promise(setImmediate), contention: new Contention() })
  const lost: number[] = []
  const client = async (_: unknown, at: number): Promise<void> => {
    for (let round = at; round < ROUNDS + at; round += 1) {
      const [operation, plan] = operations[round % operations.length] ?? ['', async () => []]
      const store = new Store(runtime().client, world.table.name)
      const planned = async () => ({ value: undefined, writes: await plan(store) })
      await commit({ store, world: runtime(), operation, precedence: [], plan: planned })
      lost.push(store.meter.conflicts)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  expect(lost).toHaveLength(CLIENTS * ROUNDS)
  expect(Math.max(...lost)).toBeLessThanOrEqual(2)
  const store = new Store(runtime().client, world.table.name)
  const found = await store.all([key('match'), key('list')])
  expect(found.map((item) => item?.n)).toEqual([(CLIENTS * ROUNDS * 2) / 3, (CLIENTS * ROUNDS * 2) / 3])
})
