// The world of simulated processes: nothing moves by itself, and the same choices give the same history.

import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { createTable } from '#infra/local/table.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { Tables } from '#infra/simulation/tables.ts'
import { type Fate, World } from '#infra/simulation/world.ts'
import { clockName } from '#kernel/commit/clock-name.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'

const before = { ...runtime() }
afterAll(() => bindRuntime(before))

const TableName = 'counters'
const open = async (): Promise<World> => {
  const world = new World({ tables: new Tables(), began: Date.parse('2026-11-26T00:00:00Z') })
  await createTable(world.client, TableName)
  return world
}

const key = (name: string) => ({ pk: `COUNTER#${name}`, sk: 'COUNTER' })
const add = ({ client }: World, ...names: string[]) =>
  client.send(
    new TransactWriteCommand({
      TransactItems: names.map((name) => ({
        Update: {
          TableName,
          Key: key(name),
          UpdateExpression: 'ADD #count :one',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: { ':one': 1 },
        },
      })),
    }),
  )
const countOf = async ({ client }: World, name: string): Promise<number> =>
  (await client.send(new GetCommand({ TableName, Key: key(name) }))).Item?.['count'] ?? 0

/** The next event of a process happens. */
const step = (world: World, process: string, fate?: Fate): Promise<void> => {
  const event = world.events.findLast((one) => one.process.startsWith(process))
  if (!event) throw new Error(`${process} waits for nothing: ${world.events.map((one) => one.process).join(', ')}`)
  return world.deliver(event.id, fate)
}

test('a process moves only when an event happens', async () => {
  const world = await open()
  const ann = world.start('ann', () => add(world, 'a'))
  expect(world.events).toMatchObject([{ process: 'ann', kind: 'begin' }])
  await step(world, 'ann')
  expect(world.events).toMatchObject([
    { kind: 'call', command: 'TransactWriteItems', writes: ['COUNTER#a\u0000COUNTER'] },
  ])
  await step(world, 'ann')
  expect([await countOf(world, 'a'), ann.state]).toEqual([0, 'lives'])
  await step(world, 'ann')
  expect([await countOf(world, 'a'), ann.state]).toEqual([1, 'ended'])
})

test('a transaction that meets held items conflicts', async () => {
  const world = await open()
  let refusal: unknown
  world.start('ann', () => add(world, 'a', 'b'))
  world.start('bob', () => add(world, 'b', 'c').catch((error) => (refusal = error)))
  for (const process of ['ann', 'ann', 'bob', 'bob', 'ann']) await step(world, process)
  expect(refusal).toMatchObject({ CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] })
  expect(await countOf(world, 'b')).toBe(1)
})

test('a transaction of a killed process that holds its items commits', async () => {
  const world = await open()
  world.start('ann', () => add(world, 'a').then(() => add(world, 'a')))
  await step(world, 'ann')
  await step(world, 'ann')
  world.kill('ann')
  await step(world, 'ann')
  expect([await countOf(world, 'a'), world.events]).toEqual([1, []])
})

test.each<[Fate, string, number]>([
  ['unsent', 'ECONNREFUSED', 0],
  ['throttled', 'ThrottlingException', 0],
  ['conflicts', 'TransactionCanceledException', 0],
  ['lost', 'TimeoutError', 1],
  ['late', 'TimeoutError', 1],
  ['twice', 'fine', 2],
])('a call that is %s ends as %s and took effect %d times in the end', async (fate, says, times) => {
  const world = await open()
  let said = ''
  world.start('ann', () =>
    add(world, 'a').then(
      () => (said = 'fine'),
      (error) => (said = error.code ?? error.name),
    ),
  )
  await step(world, 'ann')
  await step(world, 'ann', fate)
  while (world.events.length > 0) await step(world, 'ann')
  expect([said, await countOf(world, 'a')]).toEqual([says, times])
})

test('in order of time, timers happen unless they are cancelled', async () => {
  const world = await open()
  const { pause, later } = world.runtime
  const happened: string[] = []
  world.start('ann', async () => {
    later(20, () => happened.push('at 20'))
    const cancel = later(40, () => happened.push('never'))
    await pause(30)
    cancel()
    await pause(20)
    happened.push(`ann at ${world.nowMs}`)
  })
  world.start('bob', async () => {
    await pause(10)
    happened.push(`bob at ${world.nowMs}`)
  })
  await step(world, 'ann')
  // A timer is no event that could happen out of turn.
  expect(world.events.map(({ process, kind }) => `${process} ${kind}`)).toEqual(['bob begin', 'ann pause'])
  for (let event = world.next; event; event = world.next) await world.deliver(event.id)
  expect(happened).toEqual(['bob at 10', 'at 20', 'ann at 50'])
})

test('each process has a clock of its own, with its own name', async () => {
  const world = await open()
  bindRuntime(world.runtime)
  const seen: { clock: string; now: number }[] = []
  const look = async () => seen.push({ clock: clockName(), now: runtime().clock() })
  const looks = async () => [await look(), await look()]
  world.start('ann', looks, { skewMs: 1000 })
  world.start('bob', looks, { skewMs: -1000 })
  await step(world, 'ann')
  await step(world, 'bob')
  const [ann, again, bob] = seen
  expect(again).toEqual(ann)
  expect(bob?.clock).not.toBe(ann?.clock)
  expect((ann?.now ?? 0) - (bob?.now ?? 0)).toBe(2000)
})

test('a clock that is minutes off follows the replies of the store', async () => {
  const world = await open()
  bindRuntime(world.runtime)
  const seen: number[] = []
  const ann = async () => {
    seen.push(runtime().clock())
    await countOf(world, 'a')
    seen.push(runtime().clock(), runtime().corrections())
  }
  world.start('ann', ann, { skewMs: 5 * 60_000 })
  await step(world, 'ann')
  await step(world, 'ann')
  const [before = 0, after = 0, corrections] = seen
  const now = world.runtime.clock()
  expect([before - now, Math.abs(after - now) <= 2000, corrections]).toEqual([5 * 60_000, true, 1])
})

test('the same seed gives the same history', async () => {
  const lived = async (seed: number): Promise<string> => {
    const world = await open()
    const random = seeded(seed)
    const { pause, random: bytes } = world.runtime
    for (const name of ['ann', 'bob', 'cho'])
      world.start(name, async () => {
        await add(world, 'a', name).catch(() => undefined)
        await pause(bytes(1)[0] ?? 0)
        await add(world, 'a').catch(() => undefined)
      })
    const fates: readonly Fate[] = ['arrives', 'arrives', 'late', 'twice', 'lost']
    for (let events = world.events; events.length > 0; events = world.events) {
      const event = events[Math.floor(random() * events.length)]
      const fate = event?.kind === 'call' ? fates[Math.floor(random() * fates.length)] : undefined
      await world.deliver(event?.id ?? -1, fate)
    }
    return world.history.join('\n')
  }
  const [once, again, another] = [await lived(1), await lived(1), await lived(2)]
  expect(again).toBe(once)
  expect(another).not.toBe(once)
})
