// A request that lost an item to another transaction: its next plan may choose another item, and then neither waits long nor gives up early.

import { afterEach, expect, test } from 'vitest'
import { commit } from '#kernel/commit/commit.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { space } from '#kernel/data/item.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { put } from '#kernel/data/write.ts'
import type { Answer, Twist } from '#test/support/faults.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const cups = space('cups', 'CUP')
const Cup = cups.item<{ taken: number }>()('CUP', 'CUP', (id: string) => id)
const { pause, elapsed, random } = runtime()
afterEach(() => {
  world.fails(undefined)
  bindRuntime({ pause, elapsed, random })
})

interface Sent {
  readonly TransactItems: readonly { readonly Put?: { readonly Item: Readonly<Record<string, unknown>> } }[]
}

const isPut = (input: unknown, { pk }: Key): boolean =>
  (input as Sent).TransactItems.some(({ Put }) => JSON.stringify(Put?.Item['pk'])?.includes(`"${pk}"`))

/** As the store refuses a transaction whose first action is for an item that another one holds. */
const held: Twist = (): Promise<Answer> =>
  Promise.reject(
    Object.assign(new Error('held'), {
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    }),
  )

/** The pauses of a request whose plan writes the first cup that it did not lose, while transactions for some cups lose. */
const pausesOf = async (names: readonly string[], isHeld: (key: Key) => boolean): Promise<number[]> => {
  const pauses: number[] = []
  let nowMs = 0
  bindRuntime({
    // The longest pauses: their jitter is drawn from two bytes, and tokens from more.
    random: (bytes) => (bytes === 2 ? new Uint8Array(2).fill(255) : random(bytes)),
    elapsed: () => nowMs,
    pause: async (ms) => {
      pauses.push(Math.round(ms))
      nowMs += ms
    },
  })
  const keys = names.map((name) => Cup.key(name))
  world.fails((command, _, input) =>
    command === 'TransactWriteItems' && keys.some((key) => isPut(input, key) && isHeld(key)) ? held : undefined,
  )
  const store = new Store(runtime().client, world.table.name)
  const plan = async () => {
    const key = keys.find((one) => !store.isContended(one)) ?? Cup.key(names[0] ?? '')
    return { value: key, writes: [put('fill', key, { taken: 1 })] }
  }
  await commit({ store, world: runtime(), precedence: [], plan })
  return pauses
}

test('pauses grow with the losses on one item', async () => {
  const fates = [true, true, true, true]
  const pauses = await pausesOf(['one'], () => fates.pop() ?? false)
  expect(pauses).toHaveLength(4)
  for (const [at, ms] of pauses.slice(1, 4).entries()) expect(ms).toBeGreaterThan(3 * (pauses[at] ?? 0))
})

test('a plan that takes another item each time pauses shortly, and may lose often', async () => {
  const names = Array.from({ length: 20 }, (_, no) => `many-${no}`)
  const pauses = await pausesOf(names, (key) => idOf(key) !== idOf(Cup.key('many-19')))
  expect(pauses).toHaveLength(19)
  expect(Math.max(...pauses)).toBe(pauses[0])
})
