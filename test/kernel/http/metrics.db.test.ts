// The metrics in the log: which, when, and none outside of Lambda.

import { expect, test } from 'vitest'
import { Billing, dueBillings, reviews } from '#domain/billing/items.ts'
import { handler as reconcileBillings } from '#functions/billing/reconcile-billings.ts'
import { NAMESPACE } from '#kernel/http/metrics.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { readyBilling } from '#test/support/billing.ts'
import { IN_LAMBDA, outputOf } from '#test/support/output.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const body = { amount: 5, information: 'lunch' }

interface Emf {
  readonly CloudWatchMetrics: readonly { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[]
}
/** The metric names in a line, with their dimensions. */
const shapeOf = (line: Record<string, unknown>) => {
  const [directive] = (line['_aws'] as Emf).CloudWatchMetrics
  expect(directive?.Namespace).toBe(NAMESPACE)
  return { names: directive?.Metrics.map(({ Name }) => Name), dimensions: directive?.Dimensions }
}

test('a write reports the duration of its transaction; a retry, the replay; a refusal, the problem', async () => {
  const { as, path } = await accountHolder(world)
  const deposit = () => as.api.wallet.deposit({ path, key: 'k', body })
  const { metrics } = await outputOf(async () => {
    await deposit()
    await deposit()
    await as.api.wallet.withdraw({ path, key: 'w', body: { ...body, amount: 5000 } })
  }, IN_LAMBDA)
  expect(metrics.map(shapeOf)).toEqual([
    { names: ['CommitLatency'], dimensions: [['service']] },
    { names: ['Replays'], dimensions: [['service']] },
    { names: ['Refusals'], dimensions: [['service', 'code']] },
  ])
  expect(metrics).toMatchObject([
    { operation: 'wallet.deposit', CommitLatency: expect.any(Number) },
    { operation: 'wallet.deposit', Replays: 1 },
    { operation: 'wallet.withdraw', Refusals: 1, code: 'insufficient-balance', service: 'holdfast' },
  ])
})

test('a conflict is counted', async () => {
  const { as, path } = await accountHolder(world)
  let met = 0
  world.fails((command) => (command === 'TransactWriteItems' && met++ === 0 ? 'conflict' : undefined))
  const { metrics } = await outputOf(() => as.api.wallet.deposit({ path, key: 'k', body }), IN_LAMBDA)
  world.fails(undefined)
  expect(metrics).toMatchObject([{ Conflicts: 1, CommitLatency: expect.any(Number) }])
})

test('a reading that goes well costs no line, and outside of Lambda nothing does', async () => {
  const { as, path } = await accountHolder(world)
  expect((await outputOf(() => as.api.wallet.getAccount({ path }), IN_LAMBDA)).metrics).toEqual([])
  expect((await outputOf(() => as.api.wallet.deposit({ path, key: 'k', body }))).metrics).toEqual([])
})

test('the reconciler tells how long the first billing has waited, and how many wait for a person: nothing, and none, as well', async () => {
  const run = async () => (await outputOf(() => reconcileBillings({}, { awsRequestId: 'r' }), IN_LAMBDA)).metrics[0]
  const operation = 'billing.reconcileBillings'
  expect(await run()).toMatchObject({ operation, ReconcilerLag: 0, Reviews: 0 })
  const waiting = (billingId: string, duePk: string, waitedMs: number) =>
    stored(Billing.key(billingId), readyBilling({ billingId, duePk, dueSk: `${world.now(-waitedMs)}#${billingId}` }))
  await world.table.store([
    ...['a', 'b'].map((billingId) => waiting(billingId, reviews.pk, 1_000_000)),
    ...[90_000, 60_000].map((waitedMs) => waiting(`due${waitedMs}`, dueBillings.entry('any', '').duePk, waitedMs)),
  ])
  const told = await run()
  expect(told).toMatchObject({ operation, Reviews: 2 })
  expect(told?.['ReconcilerLag']).toBeGreaterThanOrEqual(90_000)
  expect(told?.['ReconcilerLag']).toBeLessThan(100_000)
})
