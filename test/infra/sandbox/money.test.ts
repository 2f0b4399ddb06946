// Any calls in any order with any faults: at most one capture, and never more refunded than captured.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modes } from '#infra/sandbox/faults.ts'
import { decide, useSandbox } from '#test/support/sandbox.ts'
import { seedOfRun } from '#test/support/seed.ts'

const bench = useSandbox()
const AMOUNT = 100

/** Calls whose reply is immediate. */
const mode = fc.constantFrom(
  ...(Object.keys(modes) as (keyof typeof modes)[]).filter((one) => one !== 'slow' && one !== 'capture-then-hang'),
)
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('person' as const),
      action: fc.constantFrom('approve', 'approve', 'quit', 'fail'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('approve' as const), times: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('cancel' as const),
      amount: fc.integer({ min: 1, max: AMOUNT + 10 }),
      honest: fc.boolean(),
      step: fc.constantFrom('c1', 'c2', 'c3'),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      at: fc.constantFrom('approve' as const, 'cancel' as const),
      mode,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }) },
)

test.each(['KAKAOPAY', 'TOSS'] as const)('%s: random sequences, some of them at once', async (name) => {
  const gateway = bench.gateway(name)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let payment = await bench.started(gateway, bench.order({ amount: AMOUNT }))
      let token = 'none-yet'
      const money = () => bench.money(payment) ?? { captures: 0, captured: 0, cancelled: 0 }
      let accepted = 0
      for (const one of [{ does: 'person' as const, action: 'approve' }, ...steps]) {
        const left = money().captured - money().cancelled
        if (one.does === 'person') {
          const { location } = await decide(payment.redirectUrl, one.action)
          const query = location ? Object.fromEntries(new URL(location).searchParams) : {}
          token = gateway.token(payment, query) ?? token
        } else if (one.does === 'approve') {
          const answers = await Promise.all(Array.from({ length: one.times }, () => gateway.approve(payment, token)))
          for (const answer of answers) if (answer.kind === 'ok') payment = { ...payment, tid: answer.value.tid }
          if (answers.some(({ kind }) => kind === 'ok')) expect(money().captures).toBe(1)
          if (answers.some(({ kind }) => kind === 'declined')) expect(money().captures).toBe(0)
        } else if (one.does === 'cancel') {
          const asked = { amount: one.amount, remaining: one.honest ? left : AMOUNT, reason: 'rain', step: one.step }
          const before = money().cancelled
          const answers = await Promise.all(Array.from({ length: one.times }, () => gateway.cancel(payment, asked)))
          // At once or repeated, one cancellation takes effect once.
          expect([0, one.amount]).toContain(money().cancelled - before)
          if (answers.every(({ kind }) => kind === 'declined')) expect(money().cancelled).toBe(before)
          accepted += money().cancelled - before
        } else if (one.does === 'fault') await bench.fails(payment, one.at, one.mode)
        else bench.nowMs += one.minutes * 60_000
        const { captures, captured, cancelled } = money()
        expect(captures).toBeLessThanOrEqual(1)
        expect(captured).toBe(captures * AMOUNT)
        expect(cancelled).toBeLessThanOrEqual(captured)
        expect(cancelled).toBe(accepted)
      }
      const truth = await gateway.lookup(payment, bench.now)
      expect(truth).toMatchObject({ kind: 'ok', value: { captured: money().captured, cancelled: money().cancelled } })
      expect(truth.kind === 'ok' && truth.value.state).not.toBe('UNKNOWN')
    }),
    { seed: seedOfRun, numRuns: 60 },
  )
})
