// Items read together: as they were at one moment, each named once, and what is found again as it was stays of that moment.

import { expect, test } from 'vitest'
import type { Key } from '../../../shared/kernel/key.ts'
import { runtime } from '../../../shared/kernel/runtime.ts'
import { Store } from '../../../shared/kernel/store.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()
const key = (sk: string): Key<'kernel', { n: number }> => ({ module: 'kernel', pk: 'moment', sk })
const storeOf = () => new Store(runtime().client, world.table.name)
const everything = { partition: { module: 'kernel', pk: 'moment' }, from: 'a', to: 'z', limit: 10, after: undefined }

test('an item that is asked for twice is read once', async () => {
  await world.table.store([{ ...key('a'), n: 1 }].map(({ pk, sk, n }) => ({ pk, sk, n })))
  const store = storeOf()
  const [first, second, none] = await store.moment([key('a'), key('a'), key('b')])
  expect([first?.n, second?.n, none]).toEqual([1, 1, undefined])
  expect(store.isOneMoment).toBe(true)
})

test('what a query finds as it was is of the moment, what it finds changed or new is not', async () => {
  const items = ['c', 'd'].map((sk) => ({ pk: 'moment', sk, n: 1 }))
  await world.table.store(items)
  const store = storeOf()
  await store.list(everything)
  expect(store.isOneMoment).toBe(false)
  await store.moment(store.known)
  await store.list(everything)
  expect(store.isOneMoment).toBe(true)
  await world.table.store([{ pk: 'moment', sk: 'c', n: 2 }])
  await store.list(everything)
  expect(store.isOneMoment).toBe(false)
  await store.moment(store.known)
  await world.table.store([{ pk: 'moment', sk: 'e', n: 1 }])
  await store.list(everything)
  expect(store.isOneMoment).toBe(false)
})
