// Lists: exact across pages, with and without filters, correct under a lagging index, and within their limits.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beyond, lightened, type Position } from '#kernel/commit/listing.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { MOST_DROPPED, Store } from '#kernel/commit/store.ts'
import { on } from '#kernel/data/condition.ts'
import { Problem } from '#kernel/data/problem.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
interface Third {
  readonly third: boolean
}
const pad = (number: number): string => String(number).padStart(4, '0')
const range = { partition: { module: 'kernel', pk: 'L' }, index: 'list' as const, from: ' ', to: '\uffff' }

const pages = async (limit: number, more: object): Promise<unknown[][]> => {
  const found: unknown[][] = []
  let after: Position | undefined
  do {
    const { items, next } = await new Store(runtime().client, world.table.name).list({
      ...range,
      ...more,
      limit,
      after,
    })
    found.push(items.map((item) => (item as { number: number }).number))
    after = next
  } while (after)
  return found
}

test('a filter skips items, and no page skips or repeats one', async () => {
  const numbers = Array.from({ length: 130 }, (_, number) => number)
  await world.table.store(
    numbers.map((number) => ({
      ...{ pk: `P#${number % 7}`, sk: `S#${number}`, number, third: number % 3 === 0 },
      ...{ listPk: 'L', listSk: pad(number) },
    })),
  )
  const thirds = numbers.filter((number) => number % 3 === 0)
  for (const limit of [1, 2, 9, 25, 26, 43, 44, 100])
    for (const descending of [false, true]) {
      const found = await pages(limit, { where: on<Third>().equals('third', true), descending })
      expect(found.flat(), `${limit}`).toEqual(descending ? thirds.toReversed() : thirds)
      // Every page is full but the last.
      for (const page of found.slice(0, -1)) expect(page.length, `${limit}`).toBe(limit)
      expect((await pages(limit, { descending })).flat()).toEqual(descending ? numbers.toReversed() : numbers)
    }
})

test('an entry of where an item no longer lies is left out', async () => {
  const { client, name } = world.table
  const lagging = Object.create(client)
  lagging.send = async (command: { input: { IndexName?: string } }) => {
    const answer = await client.send(command as never)
    if (!command.input.IndexName) return answer
    const { Items = [] } = answer as { Items?: Record<string, unknown>[] }
    return {
      Items: [...Items, { ...Items[0], listSk: '9999' }, { pk: 'gone', sk: 'gone', listPk: 'L', listSk: '9999' }],
    }
  }
  const { items } = await new Store(lagging, name).list({ ...range, to: '0001', limit: 10, after: undefined })
  expect(items.map((item) => (item as unknown as { number: number }).number)).toEqual([0, 1])
})

interface Row {
  readonly pk: string
  readonly sk: string
  readonly number: number
  /** The condition of `where`. */
  readonly wanted: boolean
  /** The condition of `keep`. */
  readonly kept: boolean
}

/** A client whose batches lack some of the items that the index names. */
const lacking = (gone: ReadonlySet<number>) => {
  const lagging = Object.create(world.table.client)
  lagging.send = async (command: { input: { RequestItems?: object } }) => {
    const answer = await world.table.client.send(command as never)
    if (!command.input.RequestItems) return answer
    const { Responses } = answer as unknown as { Responses: Record<string, Row[]> }
    const left = Responses[world.table.name]?.filter(({ number }) => !gone.has(number))
    return { ...(answer as object), Responses: { [world.table.name]: left } }
  }
  return lagging
}

const shape = fc.record({
  rows: fc.array(fc.record({ wanted: fc.boolean(), kept: fc.boolean(), gone: fc.boolean() }), { maxLength: 40 }),
  indexed: fc.boolean(),
  filtered: fc.boolean(),
  keeps: fc.boolean(),
  descending: fc.boolean(),
  limit: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 41 })),
})
let partitions = 0

test('following cursors yields each item once; no page is empty but that of an empty list, and none follows the last item', async () => {
  const check = async ({ rows, indexed, filtered, keeps, descending, limit }: Shape) => {
    partitions += 1
    const pk = `LIST#${partitions}`
    await world.table.store(
      rows.map(({ wanted, kept }, number) => ({
        ...{ pk: indexed ? `${pk}#${number}` : pk, sk: pad(number), number, wanted, kept },
        ...(indexed ? { listPk: pk, listSk: pad(number) } : {}),
      })),
    )
    const gone = new Set(rows.flatMap((row, number) => (indexed && row.gone ? [number] : [])))
    const expected = rows.flatMap((row, number) =>
      gone.has(number) || (filtered && !row.wanted) || (keeps && !row.kept) ? [] : [number],
    )
    const found: number[][] = []
    let after: Position | undefined
    do {
      const page = await new Store(lacking(gone), world.table.name).list<Row>({
        ...{ partition: { module: 'kernel', pk }, from: ' ', to: '\uffff', limit, after, descending },
        ...(indexed ? { index: 'list' as const } : {}),
        ...(filtered ? { where: on<Row>().equals('wanted', true) } : {}),
        ...(keeps ? { keep: async (all: readonly Row[]) => all.filter(({ kept }) => kept) } : {}),
      })
      found.push(page.items.map(({ number }) => number))
      after = page.next
    } while (after)
    expect(found.flat()).toEqual(descending ? expected.toReversed() : expected)
    // An index entry without an item may yield an extra page; nothing else may.
    const pages = found.map(({ length }) => length)
    const isLagging = gone.size > 0 && expected.length > 0 && expected.length % limit === 0
    expect(isLagging && pages.at(-1) === 0 ? pages.slice(0, -1) : pages).toEqual(sizes(expected.length, limit))
  }
  await fc.assert(fc.asyncProperty(shape, check), { seed: seedOfRun, numRuns: 60 })
}, 60_000)

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

/** Full pages and one for the rest; an empty list has one empty page. */
const sizes = (count: number, limit: number): number[] => {
  const full = Array.from({ length: Math.floor(count / limit) }, () => limit)
  return count % limit > 0 || count === 0 ? [...full, count % limit] : full
}

test('a long search for nothing ends with an empty page and a cursor, which goes on from there', async () => {
  // Twenty queries of 25 keys each.
  const many = Array.from({ length: 510 }, (_, number) => ({
    ...{ pk: `LONG#${number}`, sk: 'S', wanted: number === 505, listPk: 'LONG', listSk: pad(number) },
  }))
  await world.table.store(many)
  const store = () => new Store(runtime().client, world.table.name)
  const asked = { ...range, partition: { module: 'kernel', pk: 'LONG' }, limit: 1 }
  const first = await store().list({ ...asked, where: on<Row>().equals('wanted', true), after: undefined })
  expect([first.items.length, first.next?.['listSk']]).toEqual([0, pad(499)])
  const second = await store().list({ ...asked, where: on<Row>().equals('wanted', true), after: first.next })
  expect([second.items.length, second.next]).toEqual([1, undefined])
})

test('what was searched beyond a full page is not searched again', async () => {
  const few = Array.from({ length: 251 }, (_, number) => ({ pk: 'FEW', sk: pad(number), wanted: number % 250 === 0 }))
  await world.table.store(few)
  const asked = { partition: { module: 'kernel', pk: 'FEW' }, from: ' ', to: '\uffff', limit: 1 }
  const store = new Store(runtime().client, world.table.name)
  const { items, next } = await store.list({ ...asked, where: on<Row>().equals('wanted', true), after: undefined })
  expect([items.length, next?.['sk']]).toEqual([1, pad(199)])
})

test('to look beyond the page costs nothing', async () => {
  const rows = Array.from({ length: 41 }, (_, number) => ({
    ...{ pk: 'COST', sk: pad(number), number, listPk: 'COST', listSk: pad(number) },
  }))
  await world.table.store(rows)
  const asked = { partition: { module: 'kernel', pk: 'COST' }, from: ' ', to: '\uffff', after: undefined }
  const costOf = async (limit: number, more: object) => {
    const store = new Store(runtime().client, world.table.name)
    await store.list({ ...asked, limit, ...more })
    return [store.meter.trips, store.meter.read]
  }
  expect(await costOf(20, {})).toEqual([1, 1])
  // The index contains only keys; each item costs a unit.
  expect(await costOf(20, { index: 'list' })).toEqual([2, 20.5])
  expect(await costOf(41, { index: 'list' })).toEqual([2, 41.5])
  // If an item may be dropped, the next one is read.
  expect(await costOf(20, { index: 'list', keep: async (all: readonly Row[]) => all })).toEqual([2, 21.5])
})

test.each([
  ['another partition', { pk: 'M', sk: 'b' }],
  ['a place before the first', { pk: 'L', sk: 'a' }],
  ['a place after the last', { pk: 'L', sk: 'd' }],
  ['half a surrogate', { pk: 'L', sk: 'b\ud800' }],
  ['no sort key', { pk: 'L' }],
  ['an empty sort key', { pk: 'L', sk: '' }],
  ['one key too many', { pk: 'L', sk: 'b', listPk: 'L' }],
  ['no texts', { pk: 'L', sk: 1 }],
  ['no position', 5],
])('a position with %s is refused', async (_, after) => {
  const asked = { partition: { module: 'kernel', pk: 'L' }, from: 'b', to: 'c', limit: 1 }
  const store = new Store(runtime().client, world.table.name)
  await expect(store.list({ ...asked, after: after as never })).rejects.toMatchObject({
    kind: { code: 'invalid-cursor' },
  })
  expect(store.meter.trips).toBe(0)
})

test('a position with half a surrogate in the key of the item is refused', async () => {
  const after = { pk: '\ud800', sk: 's', listPk: 'L', listSk: 'b' }
  const store = new Store(runtime().client, world.table.name)
  await expect(store.list({ ...range, limit: 1, after })).rejects.toMatchObject({ kind: { code: 'invalid-cursor' } })
})

test('a filter that drops everything ends its page after a bounded number of entries', async () => {
  const numbers = Array.from({ length: 3 * MOST_DROPPED }, (_, number) => number)
  await world.table.store(
    numbers.map((number) => ({ pk: `Q#${number}`, sk: 'S', number, third: false, listPk: 'M', listSk: pad(number) })),
  )
  const { client, name } = { client: runtime().client, name: world.table.name }
  for (const filter of [{ where: on<Third>().equals('third', true) }, { keep: async () => [] }]) {
    const costs: number[] = []
    let after: Position | undefined
    do {
      const store = new Store(client, name)
      const page = await store.list({
        ...range,
        ...{ partition: { module: 'kernel', pk: 'M' } },
        ...filter,
        limit: 2,
        after,
      })
      expect(page.items).toEqual([])
      costs.push(store.meter.read)
      after = page.next
    } while (after)
    // The last query may look at up to 100 entries more.
    expect(costs.length).toBeLessThanOrEqual(4)
    for (const read of costs) expect(read).toBeLessThanOrEqual(MOST_DROPPED + 120)
  }
})

test('a page that would weigh too much ends early, with at least one item', () => {
  const items = [5, 1, 1, 9, 1].map((weight, at) => ({ weight, pk: 'P', sk: pad(at), listPk: 'L', listSk: pad(at) }))
  const cut = (most: number) => {
    const page = lightened({ items, next: undefined }, 'list', most, ({ weight }) => weight)
    return [page.items.length, page.next?.['listSk']]
  }
  expect([0, 6, 7, 15, 16, 17].map(cut)).toEqual([
    [1, pad(0)],
    [2, pad(1)],
    [3, pad(2)],
    [3, pad(2)],
    [4, pad(3)],
    [5, undefined],
  ])
})

test('the position of a merged list is a sort key inside of its range, and nothing else', () => {
  const inside = { from: 'b', to: 'd' }
  expect(beyond({ at: 'c' }, 'at', inside)).toBe('c ')
  for (const position of [{}, { at: 'a' }, { at: 'e' }, { at: '' }, { other: 'c' }, { at: 5 as unknown as string }])
    expect(() => beyond(position, 'at', inside)).toThrow(Problem)
})
