// Lists of an index: filtered on the items themselves, exact from page to page, and not misled by an index that lags.

import { expect, test } from 'vitest'
import { equals } from '../../../shared/kernel/condition.ts'
import type { Position } from '../../../shared/kernel/listing.ts'
import { runtime } from '../../../shared/kernel/runtime.ts'
import { Store } from '../../../shared/kernel/store.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()
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
      const found = await pages(limit, { where: equals('third', true), descending })
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
