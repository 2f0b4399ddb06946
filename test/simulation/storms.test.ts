// Storms leave nothing wrong, are the same again for the same seed, and find what is planted.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guard as chat } from '#domain/chat/guards.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { guard as wallet } from '#domain/wallet/guards.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { load } from '#infra/local/load.ts'
import { guard as receipts } from '#kernel/commit/receipt.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { guard as outbox } from '#kernel/data/outbox.ts'
import { without } from '#kit/testing/counterexample.ts'
import { prepare } from './environment.ts'
import { explained } from './report.ts'
import { shrunk } from './shrunk.ts'
import { type Outcome, type Plan, storm } from './storm.ts'

const ACTIONS = 200
const before = { ...runtime() }
let handlers: Handlers
beforeAll(async () => {
  prepare()
  handlers = await load()
})
afterAll(() => bindRuntime(before))

const run = (seed: number, changes: Partial<Plan> = {}): Promise<Outcome> =>
  storm({ seed, actions: ACTIONS, ...changes }, handlers)

test.each([1, 2, 3, 4, 5])('storm %d leaves nothing wrong', async (seed) => {
  const { failures, judged, replies } = await run(seed)
  expect(failures).toEqual([])
  expect(judged.undecided).toBe(0)
  // It is a storm of something.
  expect(judged.operations).toBeGreaterThan(50)
  expect(replies.get('201')).toBeGreaterThan(20)
})

test('the same seed gives the same history, another seed another one', async () => {
  const [once, again, another] = [await run(7), await run(7), await run(8)]
  expect(again.history).toEqual(once.history)
  expect(again.hash).toBe(once.hash)
  expect(another.hash).not.toBe(once.hash)
})

test('another process lives the same history, and says what it ran', async () => {
  const { history } = await run(9, { actions: 40 })
  const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const
  const args = ['test/simulation/simulate.ts', '--seed', '9', '--actions', '40', '--verbose']
  const { stdout } = await promisify(execFile)(node[0], [node[1], ...args], { maxBuffer: 2 ** 26 })
  const lines = stdout.trimEnd().split('\n')
  expect(lines.at(-1)).toMatch(/^seed 9 of 40 actions in \S+ s: 0 failed; .* digest \w{16}$/)
  expect(lines.slice(0, -1)).toEqual(history)
})

test('what is left out of a storm leaves the rest as it was', async () => {
  const whole = await run(10, { actions: 30 })
  const part = await run(10, { actions: 30, only: [0, 1, 2] })
  const firstOf = ({ history }: Outcome) => history.filter((line) => / 0 /.test(line))[0]
  expect(firstOf(part)).toBe(firstOf(whole))
  expect(part.history.length).toBeLessThan(whole.history.length)
  const calm = await run(10, { actions: 30, strikes: [] })
  expect(calm.strikes).toEqual([])
})

describe('what is planted is found', () => {
  const planted: readonly [string, Keeper][] = [
    ['a guard that is left out', wallet.solvent],
    ['a message with the number of another one', chat.nextMessage],
    ['a seat beyond the last one', matches.capacity],
    ['a receipt that is not looked at', receipts.receipt],
    ['a number that two events have', outbox.nextEvent],
  ]

  const found = async (): Promise<Outcome & { seed: number }> => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const outcome = await run(seed)
      if (outcome.failures.length > 0) return { ...outcome, seed }
    }
    throw new Error('no storm finds it')
  }

  test.each(planted)('%s', (_, keeper) =>
    without(keeper, async () => {
      expect((await found()).failures).not.toEqual([])
    }),
  )

  test('and shrunk to a few actions', () =>
    without(wallet.solvent, async () => {
      const { seed } = await found()
      const least = await shrunk({ seed, actions: ACTIONS }, handlers)
      const { plan, outcome } = least
      expect(outcome.failures.join()).toMatch(/wallet\.available/)
      expect(plan.only?.length).toBeLessThan(15)
      expect((await run(seed, plan)).hash).toBe(outcome.hash)
      const said = explained({ seed, failures: outcome.failures }, ACTIONS, least)
      expect(said[0]).toBe(`\nSeed ${seed} failed. Replay it with: npm run simulate -- --seed ${seed} --verbose`)
      expect(said.length).toBeGreaterThan(outcome.history.length)
    }))
})
