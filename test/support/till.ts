// The money of a test file: gateways on the world's clock, their captures, and a check that buyers have what they paid for.

import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect } from 'vitest'
import { Billing, type BillingItem, dueBillings } from '#domain/billing/items.ts'
import { dueMatches, dueSeats } from '#domain/matches/items.ts'
import { handler as reconcileBillings } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'
import type { Mode, Step } from '#infra/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '#infra/sandbox/server.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import type { Queue } from '#kernel/data/queue.ts'
import { byBilling, moneyOf, unfair } from './fair.ts'
import type { World } from './people.ts'

export const MINUTE_MS = 60_000

export class Till {
  sandbox!: Sandbox
  readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** The step of the billing's attempt goes wrong, once. */
  async fails(billingId: string, step: Step, mode: Mode, attempt = 1, more: { ms?: number; times?: number } = {}) {
    const body = JSON.stringify({ orderId: `${billingId}-${attempt}`, step, mode, ms: 600_000, ...more })
    const { status } = await fetch(`${this.sandbox.url}/sandbox/faults`, { method: 'POST', body })
    expect(status).toBe(204)
  }

  /** The amounts captured and refunded for a billing, over all of its attempts. */
  money(billingId: string) {
    return moneyOf(billingId, byBilling(this.sandbox.ledger()))
  }

  /** @param each before each is sent @returns what gateways were asked meanwhile: to look, or to move money */
  async overhears(run: () => Promise<unknown>, each: (what: 'look' | 'ask') => void = () => {}): Promise<string[]> {
    const asked: string[] = []
    const { fetch } = globalThis
    globalThis.fetch = (input, init) => {
      const what = /payment\/order|GET/.test(`${input} ${init?.method}`) ? 'look' : 'ask'
      asked.push(what)
      each(what)
      return fetch(input, init)
    }
    await run().finally(() => {
      globalThis.fetch = fetch
    })
    return asked
  }

  async reconcile(): Promise<void> {
    await reconcileBillings({}, { awsRequestId: 'till' })
  }

  async billing(billingId: string): Promise<BillingItem> {
    const { pk, sk } = Billing.key(billingId)
    const { client, name: TableName } = this.world.table
    const { Item: item } = await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))
    return item as unknown as BillingItem
  }

  /** @returns what is wrong, in words */
  unfair(items: readonly object[]): string[] {
    return unfair(items, this.sandbox.ledger())
  }

  /** The jobs run while time passes, until nothing is left for them. */
  async settles(isQuiet: () => Promise<boolean> = () => this.isQuiet()): Promise<void> {
    for (let round = 0; round < 24; round += 1) {
      await this.reconcile()
      await sweepSeats({}, { awsRequestId: 'till' })
      if (await isQuiet()) return
      this.world.passes((round % 3 === 2 ? 21 : 2) * MINUTE_MS)
    }
    throw new Error('the jobs find no end')
  }

  /** @param queues in which nothing may be left */
  async isQuiet(queues: readonly Queue[] = [dueBillings, dueSeats, dueMatches]) {
    const store = new Store(this.world.table.client, this.world.table.name)
    for (const partition of queues.flatMap(({ partitions }) => partitions)) {
      const { items } = await store.list({ partition, index: 'due', from: ' ', to: '~', limit: 1, after: undefined })
      if (items.length > 0) return false
    }
    return true
  }

  /** Nothing is left open, the audit finds nothing, and money, seats, coupons and cash are where the billings say. */
  async expectFair(said = ''): Promise<void> {
    const { violations, unsettled } = await this.world.table.audit()
    expect([violations, unsettled], said).toEqual([[], 0])
    expect(this.unfair(await this.world.table.items()), said).toEqual([])
  }
}

/** @param timeoutMs how long the API waits for a gateway */
export const useTill = (world: World, timeoutMs = 1000): Till => {
  const till = new Till(world)
  const before = { ...process.env }
  beforeAll(async () => {
    till.sandbox = await startSandbox({ port: 0, clock: () => runtime().clock() })
    Object.assign(process.env, sandboxEnvironment(till.sandbox.url), { GATEWAY_TIMEOUT_MS: String(timeoutMs) })
  })
  afterAll(async () => {
    for (const name of [...Object.keys(sandboxEnvironment('')), 'GATEWAY_TIMEOUT_MS'])
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    await till.sandbox.stop()
  })
  return till
}
