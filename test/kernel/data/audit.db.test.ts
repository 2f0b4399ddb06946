// The audit during writes: unfinished changes are read again, violations are reported, unstable data is counted.

import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, test } from 'vitest'
import { documentClient } from '#kernel/commit/runtime.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { acrossPartitions, invariants, minus, partition, plus } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import type { TestTable } from '#kit/testing/table.ts'
import { freshTable } from '#test/support/table.ts'

interface GloveItem {
  readonly glove: string
  /** The partner of a glove in the other drawer. */
  readonly other: number
}

const toys = space('toy', 'BOX', 'DRAWER', 'TEAM', 'PLAYER')
const Box = toys.item<{ readonly count: number }>()('BOX', 'BOX', (id: number) => String(id))
const Thing = toys.items<object>()('BOX', 'THING', (id: number, at: number) => [
  String(id),
  String(at).padStart(4, '0'),
])
const Left = toys.item<GloveItem>()('DRAWER', 'L', (id: number) => String(id))
const Team = toys.item<{ readonly players: number }>()('TEAM', 'TEAM', (id: number) => String(id))
const Player = toys.item<{ readonly team: number }>()('PLAYER', 'PLAYER', (id: number) => String(id))
const Right = toys.item<GloveItem>()('DRAWER', 'R', (id: number) => String(id))

const invariant = invariants('toy', {
  counted: {
    says: 'A box says how many things are in it.',
    audit: partition(Box, { things: Thing }, ({ count }, { things }) => count === things.length),
  },
  paired: {
    says: 'Each glove has another in another drawer.',
    audit: acrossPartitions(
      plus(Left, ({ glove, other }) => [{ about: `glove ${glove}`, with: Right.key(other) }]),
      minus(Right, ({ glove, other }) => [{ about: `glove ${glove}`, with: Left.key(other) }]),
    ),
  },
  numbered: {
    says: 'A team says how many players name it.',
    audit: acrossPartitions(
      plus(Player, ({ team }) => [{ about: `players of ${team}`, with: Team.key(team) }]),
      minus(Team, ({ pk, players }) => [{ about: `players of ${pk.slice(5)}`, count: players, with: { pk } }]),
    ),
  },
})

const box = (id: number, count: number, things: number): Item[] => [
  { pk: `BOX#${id}`, sk: 'BOX', count },
  ...Array.from({ length: things }, (_, at) => ({ pk: `BOX#${id}`, sk: `THING#${String(at).padStart(4, '0')}` })),
]
const left: Item = { pk: 'DRAWER#1', sk: 'L', glove: 'a', other: 2 }
const right: Item = { pk: 'DRAWER#2', sk: 'R', glove: 'a', other: 1 }

interface Sight {
  readonly scanned?: (items: Item[]) => Item[]
  readonly queried?: (items: Item[], look: number) => Item[]
}

/** The findings of an audit with the given contents: first scanned, then queried. */
const found = async (table: TestTable, { scanned, queried }: Sight = {}) => {
  const client = documentClient(inject('endpoint'))
  const whole = client.send.bind(client)
  let looks = 0
  const send = async (command: ScanCommand | QueryCommand): Promise<{ Items?: Item[] }> => {
    const page = (await whole(command as never)) as { Items: Item[] }
    if (command instanceof ScanCommand && scanned) return { ...page, Items: scanned(page.Items) }
    if (command instanceof QueryCommand) looks += 1
    return command instanceof QueryCommand && queried ? { ...page, Items: queried(page.Items, looks) } : page
  }
  const seen = Object.assign(client, { send }) as unknown as DynamoDBDocumentClient
  const world = { client: seen, tableName: table.name, clock: Date.now, pause: async () => {} }
  const { violations, unsettled, itemCount } = await audit({
    ...world,
    invariants: Object.values(invariant),
  })
  return { broken: violations.map(({ rule: name, where }) => `${name} ${where}`), unsettled, itemCount, looks }
}
const tableOf = async (...items: Item[]): Promise<TestTable> => {
  const table = await freshTable(inject('endpoint'))
  await table.store(items)
  return table
}
const without = (lost: Item) => (items: Item[]) => items.filter(({ pk, sk }) => pk !== lost['pk'] || sk !== lost['sk'])

test('a sound table is scanned once, and nothing in it is looked at twice', async () => {
  const table = await tableOf(...box(1, 2, 2), left, right)
  expect(await found(table)).toEqual({ broken: [], unsettled: 0, itemCount: 5, looks: 0 })
})

test('a partition is judged whole, however many pages it takes', async () => {
  const table = await tableOf(...box(1, 450, 450), ...box(2, 199, 199), ...box(3, 1, 1))
  expect(await found(table)).toMatchObject({ broken: [], itemCount: 653, looks: 0 })
})

test('a partition torn by a write under way is no violation', async () => {
  const table = await tableOf(...box(1, 2, 2), left, right)
  const [, thing] = box(1, 2, 2)
  const seen = await found(table, { scanned: without(thing as Item) })
  expect(seen).toMatchObject({ broken: [], unsettled: 0 })
  expect(seen.looks).toBe(2)
})

test('two partitions seen at two moments are no violation', async () => {
  const table = await tableOf(left, right)
  expect(await found(table, { scanned: without(right) })).toMatchObject({ broken: [], unsettled: 0 })
  expect(await found(table, { scanned: without(left) })).toMatchObject({ broken: [], unsettled: 0 })
})

test('a confirmed violation names the invariant and the place', async () => {
  const table = await tableOf(...box(1, 3, 2), ...box(2, 1, 1), left, { ...right, glove: 'b' })
  const { broken, unsettled } = await found(table)
  expect(broken.sort()).toEqual(['counted BOX#1', 'paired glove a', 'paired glove b'])
  expect(unsettled).toBe(0)
})

test('what breaks after it was scanned is left to the next audit', async () => {
  const table = await tableOf(...box(1, 2, 2))
  expect(await found(table, { queried: (items) => items.slice(1) })).toMatchObject({ broken: [], looks: 0 })
})

test('what is gone at the second look is no violation', async () => {
  const table = await tableOf(...box(1, 3, 2))
  expect(await found(table, { queried: () => [] })).toMatchObject({ broken: [], unsettled: 0 })
})

test('what never stands still is not judged, but counted', async () => {
  const table = await tableOf(...box(1, 3, 2))
  const moving = (items: Item[], look: number) => items.map((item) => ({ ...item, moved: look }))
  expect(await found(table, { queried: moving })).toMatchObject({ broken: [], unsettled: 1, looks: 10 })
})

test('what stands still in the end is judged then', async () => {
  const table = await tableOf(...box(1, 3, 2))
  const settling = (items: Item[], look: number) => items.map((item) => ({ ...item, moved: Math.min(look, 5) }))
  expect(await found(table, { queried: settling })).toMatchObject({ broken: ['counted BOX#1'], unsettled: 0, looks: 6 })
})

describe('a side that counts others, which it cannot name', () => {
  const team = (players: number): Item => ({ pk: 'TEAM#1', sk: 'TEAM', players })
  const player = (id: number): Item => ({ pk: `PLAYER#${id}`, sk: 'PLAYER', team: 1 })

  test('that miscounts is a violation', async () => {
    const table = await tableOf(team(3), player(1), player(2))
    expect(await found(table)).toMatchObject({ broken: ['numbered players of 1'], unsettled: 0 })
  })

  test('what was written behind a scan is no violation', async () => {
    const table = await tableOf(team(2), player(1), player(2))
    let pages = 0
    const scanned = (items: Item[]): Item[] => (pages++ < 2 ? without(player(2))(items) : items)
    expect(await found(table, { scanned })).toMatchObject({ broken: [], unsettled: 0 })
  })

  test('what is written behind every scan is not judged, but counted', async () => {
    const table = await tableOf(team(1), player(1))
    let players = 1
    // With each scan, a player joins whom that scan does not see.
    const scanned = (items: Item[]): Item[] => {
      players += 1
      return items.map((item) => (item['sk'] === 'TEAM' ? team(players) : item))
    }
    const queried = (items: Item[]): Item[] => items.map((item) => (item['sk'] === 'TEAM' ? team(players) : item))
    expect(await found(table, { scanned, queried })).toMatchObject({ broken: [], unsettled: 1 })
  })
})
