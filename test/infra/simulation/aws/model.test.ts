// The parts of the model of AWS: rates, partitions that split and grow, environments.

import { expect, test } from 'vitest'
import { type Setting, settingOf } from '#infra/simulation/aws/assumptions.ts'
import { Bucket } from '#infra/simulation/aws/bucket.ts'
import { Lambda } from '#infra/simulation/aws/lambda.ts'
import { draw } from '#infra/simulation/aws/latency.ts'
import { Partitions } from '#infra/simulation/aws/partitions.ts'
import { seeded } from '#infra/simulation/seeded.ts'

test('a bucket has its burst at once, and then its rate', () => {
  const bucket = new Bucket(10, 5)
  const taken = (nowMs: number): boolean => {
    const has = bucket.hasAt(nowMs)
    if (has) bucket.take(1)
    return has
  }
  expect(Array.from({ length: 6 }, () => taken(0))).toEqual([true, true, true, true, true, false])
  expect([taken(99), taken(100), taken(100)]).toEqual([false, true, false])
})

test('latencies have the median and the 99th percentile that are asked for', () => {
  const random = seeded(1)
  const drawn = Array.from({ length: 20_000 }, () => draw(10, 40, random)).sort((a, b) => a - b)
  expect(drawn[10_000]).toBeCloseTo(10, 0)
  expect((drawn[19_800] ?? 0) / 40).toBeCloseTo(1, 1)
})

/** Writes of one unit a millisecond for a while. @returns how many were admitted */
const driven = (parts: Partitions, ids: readonly string[], { from = 0, ms = 1000, each = 1 }): number => {
  let admitted = 0
  for (let at = 0; at < ms; at += 1)
    for (let one = 0; one < each; one += 1) {
      const id = ids[(at + one) % ids.length] as string
      if (!parts.admits(id, 'write', from + at)) continue
      parts.charge(id, 'write', 1, from + at)
      admitted += 1
    }
  return admitted
}

const spread = Array.from({ length: 400 }, (_, at) => `USER#${at}\u0000USER`)
const setting = (changes: Partial<Setting>) => settingOf({ warmWrites: 2000, warmReads: 2000, ...changes })

test('one item has the throughput of one partition, many items that of all', () => {
  const [one, many] = [new Partitions(setting({})), new Partitions(setting({}))]
  expect(one.count).toBe(2)
  // A second of burst, and then the rate.
  expect(driven(one, ['A\u0000A'], { ms: 3000, each: 4 })).toBeLessThan(1000 * 4.1)
  expect(driven(many, spread, { ms: 3000, each: 4 })).toBeGreaterThan(1000 * 7)
  expect(one.throttled).toBeGreaterThan(0)
  expect(one.hottestKeys('write', 1)[0]?.id).toBe('A\u0000A')
})

test('a hot partition of several items splits between them; one item is never split', () => {
  const ids = ['A\u00001', 'A\u00002', 'A\u00003', 'A\u00004']
  const [several, alone] = [new Partitions(setting({ splitsAfter: 3 })), new Partitions(setting({ splitsAfter: 3 }))]
  driven(several, ids, { ms: 8000, each: 4 })
  expect(several.splits).toBeGreaterThan(0)
  // Each second in two partitions of its own.
  expect(driven(several, ids, { from: 8000, ms: 2000, each: 4 })).toBeGreaterThan(3500)
  driven(alone, ['A\u00001'], { ms: 8000, each: 4 })
  expect(alone.splits).toBe(0)
  expect(driven(alone, ['A\u00001'], { from: 8000, ms: 2000, each: 4 })).toBeLessThan(2100)
})

test('a table that needed more than half of its throughput has doubled half an hour later', () => {
  const parts = new Partitions(setting({ doublesAfter: 10 }))
  driven(parts, spread, { ms: 2000, each: 3 })
  expect(parts.count).toBe(2)
  driven(parts, spread, { from: 10_000, ms: 10, each: 1 })
  expect(parts.count).toBe(4)
  driven(parts, spread, { from: 30_000, ms: 10, each: 1 })
  expect(parts.count).toBe(4)
})

test('environments are used again, and refused over the concurrency, the scaling rate and what is reserved', () => {
  const lambda = new Lambda(settingOf({ concurrency: 3 }), { 'a.one': 1 })
  const first = lambda.enter('a.one', 0)
  expect([first?.isWarm, lambda.enter('a.one', 0)]).toEqual([false, undefined])
  const others = [lambda.enter('b.two', 0), lambda.enter('b.two', 0), lambda.enter('b.two', 0)]
  expect(others.map((one) => one?.isWarm)).toEqual([false, false, undefined])
  if (first) lambda.leave(first, 10)
  expect(lambda.enter('a.one', 0)).toBe(first)
  expect([first?.isWarm, lambda.started, lambda.peak, lambda.throttled]).toEqual([true, 3, 3, 2])
  const scaled = new Lambda(settingOf({ scaling: 2 }))
  const entered = [0, 0, 0, 4999, 5000].map((at) => scaled.enter('a.one', at) !== undefined)
  expect(entered).toEqual([true, true, false, false, true])
})
