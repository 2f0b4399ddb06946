// Transactional reads: items of one moment, each named once; an unchanged item keeps its moment.

import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, test, vi } from 'vitest'
import { commit } from '#kernel/commit/commit.ts'
import { Ahead } from '#kernel/commit/fold.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import type { Key } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { put } from '#kernel/data/write.ts'
import { torn } from '#test/support/faults.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => {
  world.fails(undefined)
  vi.restoreAllMocks()
})
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

test('lists of keys are read in one round trip, each item once', async () => {
  await world.table.store(['a', 'b'].map((sk, at) => ({ pk: 'moment', sk, n: at })))
  const store = storeOf()
  const { first, rest, none } = await store.groups({
    first: [key('a')],
    rest: [key('b'), key('x'), key('a')],
    none: [],
  })
  expect([first, rest, none].map((found) => found.map((item) => item?.n))).toEqual([[0], [1, undefined, 0], []])
  expect(store.meter.trips).toBe(1)
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

/** At any time exactly one of two items is closed. @returns the replies to a request that is refused if both are */
const refusedWhereBothAreClosed = async (): Promise<string> => {
  const closed = (sk: string, n: number) => ({ pk: 'moment', sk, n })
  await world.table.store([closed('x', 1), closed('y', 0)])
  // The first item is read before the two change places, the other one after.
  world.fails(
    torn(
      (sk) => sk === 'x',
      () => world.table.store([closed('x', 0), closed('y', 1)]),
    ),
  )
  const store = storeOf()
  const plan = async () => {
    const [x, y] = await store.all([key('x'), key('y')])
    if (x?.n === 1 && y?.n === 1) throw new Problem(Forbidden)
    return { writes: [], value: 200 }
  }
  try {
    const { value } = await commit({ store, world: runtime(), plan, precedence: [] })
    return String(value)
  } catch (error) {
    if (error instanceof Problem) return error.kind.code
    throw error
  }
}

test('a refusal that was true at no moment is not answered', async () => {
  expect(await refusedWhereBothAreClosed()).toBe('200')
})

test('without the look at one moment it would be', async () => {
  vi.spyOn(Store.prototype, 'isOneMoment', 'get').mockReturnValue(true)
  expect(await refusedWhereBothAreClosed()).toBe('forbidden')
})

test('what a query did not find is looked for before the moment of the refusal', async () => {
  const account = (n: number) => ({ pk: 'moment', sk: 'x', n })
  await world.table.store([account(0), { pk: 'moment-holds', sk: 'h', n: 1 }])
  const holds = { partition: { module: 'kernel', pk: 'moment-holds' }, from: 'a', to: 'z', limit: 10, after: undefined }
  let isReleased = false
  // The hold gives back its amount after the account is read, and before holds are looked for.
  world.fails(async (command) => {
    if (command !== 'Query' || isReleased) return undefined
    isReleased = true
    await world.table.store([account(1)])
    await world.table.client.send(
      new DeleteCommand({ TableName: world.table.name, Key: { pk: 'moment-holds', sk: 'h' } }),
    )
    return undefined
  })
  const store = storeOf()
  const plan = async () => {
    const [x] = await store.all([key('x')])
    if (x?.n === 0 && (await store.list(holds)).items.length === 0) throw new Problem(Forbidden)
    return { writes: [], value: 200 }
  }
  expect(await commit({ store, world: runtime(), plan, precedence: [] })).toMatchObject({ value: 200 })
})

test('more than the named items are of the moment, and what already is is not read again', async () => {
  await world.table.store(['p', 'q'].map((sk) => ({ pk: 'moment', sk, n: 1 })))
  const store = storeOf()
  await store.get(key('p'))
  const [q] = await store.momentWith([key('q')])
  expect([q?.n, store.isOneMoment, store.meter.trips]).toEqual([1, true, 2])
  await store.momentWith([key('p')])
  expect(store.meter.trips).toBe(2)
  await store.list(everything)
  expect(store.isOneMoment).toBe(false)
  await store.momentWith([key('p')])
  expect([store.isOneMoment, store.meter.trips]).toEqual([true, 4])
})

test('a refusal because an item is missing needs no moment of the others', async () => {
  await world.table.store([{ pk: 'moment', sk: 'p', n: 1 }])
  const commands: string[] = []
  world.fails((command) => void commands.push(command))
  const store = storeOf()
  const plan = async () => {
    const [, missing] = await store.all([key('p'), key('missing')])
    if (missing) return { writes: [], value: 200 }
    await store.absent(key('missing'))
    throw new Problem(Forbidden)
  }
  await expect(commit({ store, world: runtime(), plan, precedence: [] })).rejects.toThrow(Problem)
  expect(commands).toEqual(['BatchGetItem', 'GetItem'])
})

test('an item that has come in the meantime is no longer missing: the plan is made again', async () => {
  const store = storeOf()
  const plan = async () => {
    const [, late] = await store.all([key('p'), key('late')])
    if (late) return { writes: [], value: late.n }
    await world.table.store([{ pk: 'moment', sk: 'late', n: 2 }])
    await store.absent(key('late'))
    throw new Problem(Forbidden)
  }
  expect(await commit({ store, world: runtime(), plan, precedence: [] })).toMatchObject({ value: 2 })
})

test('a plan that needs a moment of its own leaves its batch, and nothing is read', async () => {
  const store = storeOf()
  await expect(store.within(new Ahead(), () => store.momentWith([key('p')]))).rejects.toThrow()
  await expect(store.within(new Ahead(), () => store.absent(key('p')))).rejects.toThrow()
  expect(store.meter.trips).toBe(0)
})

test('more items than one transaction holds are of a moment where two readings are alike', async () => {
  const many = Array.from({ length: 130 }, (_, at) => `m${String(at).padStart(3, '0')}`)
  await world.table.store(many.map((sk) => ({ pk: 'moment', sk, n: 1 })))
  const store = new Store(runtime().client, world.table.name)
  expect((await store.moment(many.map(key))).filter((item) => item?.n === 1)).toHaveLength(130)
  expect(store.isOneMoment).toBe(true)
  let reads = 0
  world.fails(async (command) => {
    // Between the two readings.
    if (command === 'TransactGetItems' && ++reads === 3) await world.table.store([{ pk: 'moment', sk: 'm007', n: 2 }])
    return undefined
  })
  const torn = new Store(runtime().client, world.table.name)
  await torn.moment(many.map(key))
  expect(torn.isOneMoment).toBe(false)
})

test('a plan that is too old when it would be sent is not sent', async () => {
  let elapsedMs = 0
  const plan = async () => {
    // As long as a suspended process.
    elapsedMs += 5001
    return { writes: [put('made', key('old'), { n: 1 })], value: 201 }
  }
  const slow = { ...runtime(), elapsed: () => elapsedMs, pause: async () => undefined }
  await expect(commit({ store: storeOf(), world: slow, plan, precedence: [] })).rejects.toMatchObject({
    kind: { code: 'unavailable' },
  })
  expect(await storeOf().get(key('old'))).toBeUndefined()
})
