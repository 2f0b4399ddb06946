// A second version of an item: readers translate the first, guards see the second, and a migration rewrites it during writes.

import { GetCommand, type TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, test } from 'vitest'
import { migrate } from '#infra/export/migrate.ts'
import { commit } from '#kernel/commit/commit.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { keepers } from '#kernel/data/guards.ts'
import { each, invariants } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import { problem } from '#kernel/data/problem.ts'
import { evolves } from '#kernel/data/versions.ts'
import { change } from '#kernel/data/write.ts'
import { upcasting } from '#kernel/http/clients.ts'
import type { TestTable } from '#kit/testing/table.ts'
import { freshTable } from '#test/support/table.ts'
import { inBoth } from '#test/support/words.ts'
import { home } from '#test/support/world.ts'

/** Version 1 had the seats that are left: `{ name, left }` of ten. */
interface RoomItem {
  readonly name: string
  taken: number
  readonly capacity: number
}

const rooms = space('rooms', 'ROOM')
const Room = rooms.item<RoomItem>()('ROOM', 'ROOM', (id: string) => id)
const invariant = invariants('rooms', {
  capacity: { says: 'taken <= capacity.', audit: each(Room, ({ taken, capacity }) => taken <= capacity) },
})
const RoomFull = problem('room-full', 409, inBoth('Room full', 'The room is full.'))
const guard = keepers('rooms', {
  free: Room.guard({
    when: (room) => room.below('taken', 'capacity'),
    fails: RoomFull,
    keeps: [invariant.capacity],
  }),
})

const CAPACITY = 10
const second = ({ left, ...room }: Item): Item => ({ ...room, taken: CAPACITY - Number(left), capacity: CAPACITY })
let declared: ReturnType<typeof evolves> | undefined
afterEach(() => {
  declared?.forget()
  declared = undefined
})

const stored = async (left: number, id = 'a'): Promise<TestTable> => {
  declared = evolves(Room, second)
  const table = await freshTable(home())
  await table.store([{ ...Room.key(id), module: undefined, name: 'Blue', left }].map(({ module: _, ...item }) => item))
  return table
}

const take = async ({ client, name: tableName }: TestTable): Promise<unknown> => {
  const world = { ...runtime(), client, tableName }
  const store = new Store(upcasting(client), tableName)
  const plan = async () => {
    const room = await store.get(Room.key('a'))
    if (!room) throw new Error('no room')
    return { writes: [change('take', Room.key('a'), { of: room, add: { taken: 1 } }, guard.free())], value: undefined }
  }
  return commit({ store, world, precedence: [], plan }).catch((error) => error.kind?.code ?? error)
}

test('readers and the audit see the second version, and the stored item is as it was', async () => {
  const table = await stored(3)
  const store = new Store(upcasting(table.client), table.name)
  const seen = { name: 'Blue', taken: 7, capacity: 10, schemaVersion: 2 }
  expect(await store.get(Room.key('a'))).toMatchObject(seen)
  expect(await store.all([Room.key('a')])).toMatchObject([seen])
  expect(await store.moment([Room.key('a')])).toMatchObject([seen])
  const { partition, from, to } = Room.within('a')
  expect((await store.list({ partition, from: from.slice(0, 4), to, limit: 5 })).items).toMatchObject([seen])
  expect(await table.items()).toEqual([{ pk: 'ROOM#a', sk: 'ROOM', name: 'Blue', left: 3 }])
  const clean = { client: table.client, tableName: table.name, clock: Date.now, pause: async () => {} }
  expect((await audit({ ...clean, invariants: [invariant.capacity] })).violations).toEqual([])
  await table.store([{ pk: 'ROOM#a', sk: 'ROOM', name: 'Blue', left: -1 }])
  expect((await audit({ ...clean, invariants: [invariant.capacity] })).violations).toHaveLength(1)
})

test('an item of the first version is found by an index, whose entries are keys alone', async () => {
  const table = await stored(3)
  const place = { listPk: 'ROOMS', listSk: 'Blue' }
  await table.store([{ pk: 'ROOM#a', sk: 'ROOM', name: 'Blue', left: 3, ...place }])
  const store = new Store(upcasting(table.client), table.name)
  const range = { partition: { module: 'rooms', pk: 'ROOMS' }, index: 'list', from: ' ', to: '~', limit: 5 } as const
  expect((await store.list(range)).items).toMatchObject([{ name: 'Blue', taken: 7, capacity: 10, ...place }])
})

test('after the migration, guards of the second version hold', async () => {
  const table = await stored(1)
  expect(await migrate({ client: table.client, tableName: table.name })).toEqual({ read: 1, rewritten: 1 })
  expect(await table.items()).toEqual([
    { pk: 'ROOM#a', sk: 'ROOM', name: 'Blue', taken: 9, capacity: 10, schemaVersion: 2 },
  ])
  expect(await take(table)).toMatchObject({ kind: 'committed' })
  expect(await take(table)).toBe('room-full')
  expect(await migrate({ client: table.client, tableName: table.name })).toEqual({ read: 1, rewritten: 0 })
})

test('a write between the reading and the rewriting of an item is not lost', async () => {
  const table = await stored(5)
  const { client } = table
  const { send } = client
  let raced = false
  const racing = Object.assign(Object.create(client), {
    send: async (command: TransactWriteCommand) => {
      if (!raced && 'TransactItems' in command.input) {
        raced = true
        await table.store([{ pk: 'ROOM#a', sk: 'ROOM', name: 'Blue', left: 4 }])
      }
      return Reflect.apply(send, client, [command])
    },
  })
  expect(await migrate({ client: racing, tableName: table.name })).toEqual({ read: 1, rewritten: 1 })
  const { Item } = await client.send(new GetCommand({ TableName: table.name, Key: { pk: 'ROOM#a', sk: 'ROOM' } }))
  expect(Item).toMatchObject({ taken: 6, capacity: 10 })
})

test('a migration that was interrupted goes on after its last page', async () => {
  const table = await stored(5)
  const many = Array.from({ length: 450 }, (_, at) => ({ pk: `ROOM#${at}`, sk: 'ROOM', name: 'Red', left: 5 }))
  await table.store(many)
  let last: { pk: string; sk: string } | undefined
  const interrupted = migrate({
    ...{ client: table.client, tableName: table.name },
    onPage: (after) => {
      last = after
      throw new Error('killed')
    },
  })
  await expect(interrupted).rejects.toThrow('killed')
  const { read, rewritten } = await migrate({ client: table.client, tableName: table.name, after: last })
  expect([read, rewritten]).toEqual([251, 251])
  for (const item of await table.items()) expect(item['schemaVersion']).toBe(2)
})
