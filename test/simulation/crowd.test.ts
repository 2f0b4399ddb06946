// A crowd of 200 waits for 18 seats: no seat is ever free, no person is overtaken, and each promotion is told once.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guard } from '#domain/matches/guards.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { load } from '#infra/local/load.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { without } from '#kit/testing/counterexample.ts'
import { type Crowd, crowd } from './crowd.ts'
import { prepare } from './environment.ts'

const before = { ...runtime() }
let handlers: Handlers
beforeAll(async () => {
  prepare()
  handlers = await load()
})
afterAll(() => bindRuntime(before))

const whole: Omit<Crowd, 'seed' | 'fee'> = { seats: 18, waiting: 200, actions: 250 }

describe.each([0, 5000])('seats for %d won', (fee) => {
  test.each([1, 2])('seed %d', { timeout: 300_000 }, async (seed) => {
    const { failures, promoted, passed, strikes, states } = await crowd({ ...whole, seed, fee }, handlers)
    expect(failures, `seed ${seed}`).toEqual([])
    // It was a crowd, and there were faults.
    expect(promoted).toBeGreaterThan(30)
    expect(passed).toBeGreaterThan(0)
    expect(strikes).toBeGreaterThan(20)
    expect(states).toBeGreaterThan(300)
  })
})

describe('what is planted is found', () => {
  const found = async (): Promise<string[]> => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const plan = { seed, seats: 4, waiting: 12, actions: 120, fee: 0 }
      const { failures } = await crowd(plan, handlers)
      if (failures.length > 0) return [...failures]
    }
    return []
  }
  test.each([guard.listUnchanged, guard.sameWaitingCount])('without $name', { timeout: 300_000 }, (keeper) =>
    without(keeper, async () => expect(await found()).not.toEqual([])),
  )
})
