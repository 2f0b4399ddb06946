// Stripes: shares that sum to the whole, an order that reaches all, and queues that are read whole, entries of earlier editions too.

import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { due } from '#kernel/commit/due.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { space } from '#kernel/data/item.ts'
import { striped } from '#kernel/data/queue.ts'
import { shares, stripeOf, stripesFrom } from '#kernel/data/stripes.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const run = { seed: seedOfRun }

test('shares differ by at most one and sum to the whole', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 64 }), (total, count) => {
      const parts = shares(total, count)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
      expect(parts).toHaveLength(count)
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
    }),
    run,
  ))

test('an id tries every stripe once, its own first', () =>
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (id, count) => {
      const order = stripesFrom(id, count)
      expect(order[0]).toBe(stripeOf(id, count))
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, no) => no))
    }),
    run,
  ))

test('ids of one stripe are spread evenly over the others, which they try next', () => {
  const next = new Map<number | undefined, number>()
  const ids = Array.from({ length: 16_000 }, (_, at) => `id ${at}`).filter((id) => stripeOf(id, 16) === 3)
  for (const id of ids) {
    const second = stripesFrom(id, 16)[1]
    next.set(second, (next.get(second) ?? 0) + 1)
  }
  // A step that has a divisor in common with 16 gives way to the next one, so that there are eight different steps.
  expect(next.size).toBe(8)
  expect(Math.max(...next.values())).toBeLessThan(ids.length / 5)
})

test('ids are spread evenly', () => {
  const counts = new Array<number>(16).fill(0)
  for (let at = 0; at < 16_000; at += 1) counts[stripeOf(`id ${at}`, 16)] = (counts[stripeOf(`id ${at}`, 16)] ?? 0) + 1
  expect(Math.min(...counts)).toBeGreaterThan(850)
  expect(Math.max(...counts)).toBeLessThan(1150)
})

test('a queue is read whole, by due time, up to a time, with the entries of earlier editions', async () => {
  vi.stubEnv('DUE_STRIPES', '16')
  onTestFinished(() => void vi.unstubAllEnvs())
  const things = space('things', 'THING', 'DUE_THING')
  const Thing = things.item<{ duePk?: string; dueSk?: string }>()('THING', 'THING', (id: string) => id)
  const earlier = things.partition<{ duePk?: string; dueSk?: string }>('DUE_THING', 'ALL')
  const queue = striped(earlier)
  const at = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`
  const entries = Array.from({ length: 40 }, (_, minute) => {
    const entry = queue.entry(`t${minute}`, at(minute))
    return { ...entry, ...(minute % 4 === 0 ? { duePk: earlier.pk } : {}) }
  })
  expect(new Set(entries.map(({ duePk }) => duePk)).size).toBeGreaterThan(8)
  await world.table.store(entries.map((entry, minute) => ({ ...entry, pk: Thing.key(`t${minute}`).pk, sk: 'THING' })))
  const store = new Store(runtime().client, runtime().tableName)
  const found = await due(store, queue, { until: at(29), limit: 1000 })
  expect(found.map(({ dueSk }) => dueSk)).toEqual(entries.slice(0, 30).map(({ dueSk }) => dueSk))
  expect(await due(store, queue, { limit: 1000 })).toHaveLength(40)
  // A backlog is cut, but not its oldest entry.
  const some = await due(store, queue, { limit: 16 })
  expect(some.length).toBeLessThan(18)
  expect(some[0]?.dueSk).toBe(entries[0]?.dueSk)
})
