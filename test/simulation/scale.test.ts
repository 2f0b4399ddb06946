// Each scenario at a small size: what must hold at any size, and the same seed gives the same run.

import { expect, test } from 'vitest'
import type { Result } from '#infra/simulation/aws/result.ts'
import { simulateScenario } from './scale/command.ts'
import { type Asked, run } from './scale/run.ts'
import { scenarios } from './scale/scenarios/all.ts'

const small = (name: string, given: Readonly<Record<string, number>>, more: Partial<Asked> = {}): Promise<Result> => {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  return run({ scenario, command: `--scenario ${name}`, given, ...more })
}

const countOf = ({ groups }: Result, group: string, code: string): number =>
  groups.find(({ name }) => name === group)?.outcomes.find((one) => one.code === code)?.count ?? 0

const sound = (result: Result): void => expect(Object.entries(result.checks).filter(([, holds]) => !holds)).toEqual([])

test('flash-sale: exactly the coupons are issued, and the same seed gives the same result', async () => {
  const given = { users: 200, coupons: 40, seconds: 0.5 }
  const [once, again] = [await small('flash-sale', given), await small('flash-sale', given)]
  sound(once)
  expect(countOf(once, 'claims', '201')).toBe(40)
  expect(again).toEqual(once)
  expect(await small('flash-sale', given, { seed: 2 })).not.toEqual(once)
})

test('flash-sale: rates, concurrency and throughput refuse what is over them, and repeats are counted', async () => {
  const given = { users: 200, coupons: 200, seconds: 0.2 }
  const rated = await small('flash-sale', given, { routeRate: 20, tries: 1 })
  sound(rated)
  expect(rated.gatewayRefused).toBeGreaterThan(100)
  expect(countOf(rated, 'claims', 'gateway 429')).toBe(rated.gatewayRefused)
  const crowded = await small('flash-sale', given, { setting: { concurrency: 10 }, tries: 2 })
  sound(crowded)
  expect(crowded.lambda).toMatchObject({ started: 10, peak: 10 })
  expect(crowded.lambda.refused).toBeGreaterThan(countOf(crowded, 'claims', 'gateway 503'))
  const starved = await small('flash-sale', { ...given, users: 60 }, { setting: { partitionWrites: 30 } })
  sound(starved)
  expect(starved.store.throttled).toBeGreaterThan(0)
})

test('popular-match: exactly its seats are taken, and other users get on', async () => {
  const result = await small('popular-match', { users: 150, seconds: 1, traffic: 20 })
  sound(result)
  expect(countOf(result, 'applications', '201')).toBe(18)
  expect(countOf(result, 'applications', 'match-full')).toBe(132)
  expect(result.groups.find(({ name }) => name === 'other users')?.outcomes.every(({ isOk }) => isOk)).toBe(true)
})

test('restless-match: who applies is told that the match is full, also while its players leave and come back', async () => {
  const given = { players: 6, perSecond: 50, seconds: 4 }
  const once = await small('restless-match', given, { tries: 1 })
  sound(once)
  const told = countOf(once, 'applications', 'match-full')
  expect(told).toBeGreaterThan(80)
  expect(countOf(once, 'applications', 'busy')).toBeLessThan(told / 8)
  const repeated = await small('restless-match', given)
  sound(repeated)
  expect(countOf(repeated, 'applications', 'busy')).toBe(0)
})

test('merchant-account: every payment that was told is in the ledger', async () => {
  const result = await small('merchant-account', { perSecond: 30, seconds: 2, customers: 20 })
  sound(result)
  expect(countOf(result, 'payments', '201')).toBe(60)
})

test('region-slow: calls take longer while it is slow, and are as before afterwards', async () => {
  const result = await small('region-slow', { traffic: 10, seconds: 18 })
  sound(result)
  const [before, slow, after] = Object.values(result.facts).map((text) => Number.parseInt(text, 10))
  expect(slow).toBeGreaterThan(2 * (before ?? 0))
  expect(after).toBeLessThan(2 * (before ?? 0))
})

test('a store that takes seconds: callers are told within 30 s, and the ledger has what took effect', async () => {
  const given = { perSecond: 10, seconds: 2, customers: 5 }
  const result = await small('merchant-account', given, { setting: { slowFactor: 200 }, tries: 1 })
  sound(result)
  const { outcomes } = result.groups.find(({ name }) => name === 'payments') ?? { outcomes: [] }
  expect(outcomes.map(({ code }) => code)).toContain('unavailable')
  expect(Math.max(...outcomes.map(({ p99 }) => p99))).toBeLessThan(30_000)
})

test('month: the bill is the sample multiplied', async () => {
  const result = await small('month', { sample: 200 })
  sound(result)
  expect(result.usage.httpRequests).toBeGreaterThan(100e6)
  expect(result.usage.readUnits / result.usage.httpRequests).toBeCloseTo(result.store.read / result.requests)
})

test.each([
  [['--scenario', 'nope'], '--scenario is "nope". Use flash-sale, popular-match'],
  [['--scenario', 'month', '--users', 'many'], '--users is "many". Use a number, such as 10.'],
  [['--scenario', 'month', '--partition-writes', '0'], 'Use a number above 0'],
  [['--scenario', 'month', '--seats', '18'], 'month has no --seats'],
  [['--scenario', 'flash-sale', '--users', '1', '--coupons', '0.5'], 'The preparation was refused: invalid-request'],
])('%j is refused', async (args, says) => expect(simulateScenario(args)).rejects.toThrow(says))
