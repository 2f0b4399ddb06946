// A crowd of 200 waits for 18 seats: no seat is ever free, no person is overtaken, and each promotion is told once.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guard } from '#domain/matches/guards.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { load } from '#infra/local/load.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { guard as outbox } from '#kernel/data/outbox.ts'
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

// The number of the match's events orders all changes of one match, so each plant leaves that out, too.
describe('what is planted is found', () => {
  const found = async (pattern: RegExp): Promise<boolean> => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const { failures } = await crowd({ seed, seats: 3, waiting: 2, actions: 200, fee: 0 }, handlers)
      if (failures.some((failure) => pattern.test(failure))) return true
    }
    return false
  }
  test.each([
    [
      'a list that is written as it was read',
      guard.listUnchanged,
      /waitingCount is|overtaken|has changed|waits and plays/,
    ],
    ['a seat that comes free while a person joins', guard.sameWaitingCount, /seats are free while/],
  ] as const)('%s', { timeout: 300_000 }, (_, keeper, pattern) =>
    without(outbox.nextEvent, () => without(keeper, async () => expect(await found(pattern)).toBe(true))),
  )
})
