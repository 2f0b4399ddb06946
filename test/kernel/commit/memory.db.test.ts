// The memory of a process: final items are read once, and nothing older takes their place.

import { expect, test } from 'vitest'
import { Memory } from '#kernel/commit/memory.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { space } from '#kernel/data/item.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const Cup = space('cups', 'CUP').item<{ taken: number }>()('CUP', 'CUP', (id: string) => id)
const isFull = ({ taken }: { readonly taken: number }): boolean => taken === 2
const fill = (id: string, taken: number) => world.table.store([{ pk: Cup.key(id).pk, sk: Cup.key(id).sk, taken }])

test('a final item is read once by all requests of a process, another one again by each', async () => {
  const memory = new Memory()
  const request = () => new Store(runtime().client, world.table.name, undefined, { memory })
  await fill('full', 2)
  await fill('open', 1)
  const keys = [Cup.key('full'), Cup.key('open'), Cup.key('none')]
  const [first, second] = [request(), request()]
  expect((await first.lasting(keys, isFull)).map((item) => item?.taken)).toEqual([2, 1, undefined])
  expect(keys.map((key) => second.recall(key)?.taken)).toEqual([2, undefined, undefined])
  await fill('open', 2)
  expect((await second.lasting(keys, isFull)).map((item) => item?.taken)).toEqual([2, 2, undefined])
  expect(request().recall(Cup.key('open'))?.taken).toBe(2)
})

test('a request that has read an item before it became final does not remember the older state', async () => {
  const memory = new Memory()
  const request = () => new Store(runtime().client, world.table.name, undefined, { memory })
  await fill('cup', 1)
  const early = request()
  await early.get(Cup.key('cup'))
  await fill('cup', 2)
  await request().lasting([Cup.key('cup')], isFull)
  expect((await early.lasting([Cup.key('cup')], isFull)).map((item) => item?.taken)).toEqual([2])
  expect(request().recall(Cup.key('cup'))?.taken).toBe(2)
})

test('at most 10,000 items are remembered: the oldest goes', () => {
  const memory = new Memory()
  for (let at = 0; at <= 10_000; at += 1) memory.keep({ pk: `${at}`, sk: '' }, { at })
  expect([memory.item({ pk: '0', sk: '' }), memory.item({ pk: '1', sk: '' })]).toEqual([undefined, { at: 1 }])
})
