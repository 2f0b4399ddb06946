// The result that a write declares is the item that the table then holds.

import fc from 'fast-check'
import { beforeAll, expect, inject, test } from 'vitest'
import { Store } from '#kernel/commit/store.ts'
import { transact } from '#kernel/commit/transact.ts'
import { space } from '#kernel/data/item.ts'
import { afterAction, change, put, remove, update } from '#kernel/data/write.ts'
import type { TestTable } from '#kit/testing/table.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { freshTable } from '#test/support/table.ts'

interface ThingItem {
  count?: number
  size?: number
  name?: string
  note?: string
}
const Thing = space('things', 'THING').item<ThingItem>()('THING', 'THING', (id: number) => String(id))

let table: TestTable
let id = 0
beforeAll(async () => {
  table = await freshTable(inject('endpoint'))
})

const number = fc.integer({ min: -5, max: 5 })
const text = fc.constantFrom('a', 'b')
const some = <T extends object>(values: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
  fc.record(values, { requiredKeys: [] })
const thing = some({ count: number, size: number, name: text, note: text })
/** An expression may name an attribute once, so each part uses its own attributes. */
const how = fc.record(
  {
    set: some({ name: fc.oneof(text, fc.constant(undefined)) }),
    add: some({ count: number }),
    initial: some({ size: number }),
    remove: fc.constantFrom([], ['note' as const]),
  },
  { requiredKeys: [] },
)

const changesSomething = (changes: object): boolean =>
  Object.values(changes).some((part: object) => Object.values(part).some((value) => value !== undefined))

/** Commits a write on a stored item. @returns the item afterwards, without its key */
const stored = async (before: ThingItem | undefined, write: Parameters<typeof transact>[1][number]) => {
  if (before) await table.store([{ ...before, pk: write.key.pk, sk: write.key.sk }])
  expect(await transact(new Store(table.client, table.name), [write])).toEqual({ kind: 'committed' })
  const { pk: _pk, sk: _sk, ...item } = (await new Store(table.client, table.name).fresh(write.key)) ?? {}
  return item
}

test('a change of an item that was read', () =>
  fc.assert(
    fc.asyncProperty(thing, how, async (before, changes) => {
      fc.pre(changesSomething(changes))
      id += 1
      const write = change('change', Thing.key(id), { of: before, ...changes })
      expect(await stored(before, write)).toEqual(write.after)
    }),
    { seed: seedOfRun, numRuns: 100 },
  ))

test('an update, also of an item that is not stored', () =>
  fc.assert(
    fc.asyncProperty(fc.option(thing, { nil: undefined }), how, async (before, changes) => {
      fc.pre(changesSomething(changes))
      id += 1
      const write = update('update', Thing.key(id), changes)
      expect(await stored(before, write)).toEqual(afterAction(write.action, before && { ...before }) ?? {})
    }),
    { seed: seedOfRun, numRuns: 100 },
  ))

test('a put and a delete', async () => {
  const write = put('put', Thing.key(0), { name: 'a' })
  expect(await stored({ count: 1 }, write)).toEqual(write.after)
  const gone = remove('remove', Thing.key(0))
  expect(await stored({ count: 1 }, gone)).toEqual({})
  expect(afterAction(gone.action, { count: 1 })).toBeUndefined()
})
