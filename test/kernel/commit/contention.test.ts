// Turns on an item: one after the other, and a wait that is limited in time.

import { expect, test } from 'vitest'
import { Contention } from '#kernel/commit/contention.ts'

const contention = new Contention()

/** Work that ends when the test decides. */
const work = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { run: () => promise, end: () => resolve() }
}

test('requests on one item go one after the other, and know that they waited', async () => {
  const order: string[] = []
  const first = work()
  const a = contention.inTurn({ lane: 'order', waitMs: 60_000 }, async (waited) => {
    order.push(`a ${waited}`)
    await first.run()
    order.push('a ends')
  })
  const b = contention.inTurn({ lane: 'order', waitMs: 60_000 }, async (waited) => void order.push(`b ${waited}`))
  first.end()
  await Promise.all([a, b])
  expect(order).toEqual(['a false', 'a ends', 'b true'])
})

test('the wait for a turn ends with the time limit', async () => {
  const stuck = work()
  const ahead = contention.inTurn({ lane: 'stuck', waitMs: 60_000 }, stuck.run)
  expect(await contention.inTurn({ lane: 'stuck', waitMs: 1 }, async (waited) => waited)).toBe(true)
  stuck.end()
  await ahead
})

test('a request that stopped waiting lets no request behind it overtake the one ahead', async () => {
  const stuck = work()
  const order: string[] = []
  const ahead = contention.inTurn({ lane: 'chain', waitMs: 60_000 }, stuck.run).then(() => order.push('ahead'))
  await contention.inTurn({ lane: 'chain', waitMs: 1 }, async () => void order.push('gave up'))
  const behind = contention.inTurn({ lane: 'chain', waitMs: 60_000 }, async () => void order.push('behind'))
  stuck.end()
  await Promise.all([ahead, behind])
  expect(order).toEqual(['gave up', 'ahead', 'behind'])
})

test('a request ahead that fails does not fail those behind it', async () => {
  const failing = contention.inTurn({ lane: 'failing', waitMs: 60_000 }, async () => {
    throw new Error('ahead')
  })
  const behind = contention.inTurn({ lane: 'failing', waitMs: 60_000 }, async () => 'done')
  await expect(failing).rejects.toThrow('ahead')
  expect(await behind).toBe('done')
})
