// The payment sandbox for a test file, with a clock of its own, and the person who pays.

import { afterAll, beforeAll } from 'vitest'
import type { Gateway, GatewayName, Order, Payment, Started } from '#domain/billing/gateways/gateway.ts'
import { orderIdOf } from '#domain/billing/gateways/gateway.ts'
import { gatewayNamed } from '#domain/billing/gateways/named.ts'
import type { Mode, Step } from '#infra/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '#infra/sandbox/server.ts'

export const CID = 'TC0ONETIME'

export class Bench {
  sandbox!: Sandbox
  nowMs = Date.parse('2026-11-22T09:00:00.000Z')
  private count = 0

  get now(): string {
    return new Date(this.nowMs).toISOString()
  }

  /** Long enough for a busy machine, unless a test waits for its end. */
  gateway(name: GatewayName, timeoutMs = 10_000): Gateway {
    const settings = { baseUrl: this.sandbox.url, secretKey: 'sandbox', cid: CID, timeoutMs }
    return gatewayNamed(name, { ...settings, lookupTimeoutMs: timeoutMs })
  }

  order(changes: Partial<Order> = {}): Order {
    this.count += 1
    const base = 'https://shop.example/payments/billing'
    return {
      ...{ billingId: `billing_${String(this.count).padStart(26, '0')}`, attempt: '1', userId: 'user_kim' },
      ...{ itemName: '풋살 <매치> & 주차', amount: 11_000 },
      ...{
        approvalUrl: `${base}/approve?state=s1`,
        cancelUrl: `${base}/cancel?state=s1`,
        failUrl: `${base}/fail?state=s1`,
      },
      ...changes,
    }
  }

  async started(gateway: Gateway, order = this.order()): Promise<Payment & Pick<Started, 'redirectUrl'>> {
    const outcome = await gateway.start(order)
    if (outcome.kind !== 'ok') throw new Error(`not started: ${outcome.reason}`)
    const { billingId, attempt, userId, amount } = order
    return { orderId: orderIdOf(billingId, attempt), userId, amount, ...outcome.value }
  }

  /** Started and approved by the person, but not by the shop. */
  async ready(gateway: Gateway, order = this.order()): Promise<{ payment: Payment; token: string }> {
    const payment = await this.started(gateway, order)
    const { location } = await decide(payment.redirectUrl, 'approve')
    const token = gateway.token(payment, Object.fromEntries(new URL(location).searchParams))
    if (!token) throw new Error('no token came back')
    return { payment, token }
  }

  /** Approved by the shop as well. */
  async paid(gateway: Gateway, order = this.order()): Promise<Payment> {
    const { payment, token } = await this.ready(gateway, order)
    const outcome = await gateway.approve(payment, token)
    if (outcome.kind !== 'ok') throw new Error(`not approved: ${outcome.reason}`)
    return { ...payment, tid: outcome.value.tid }
  }

  async fails({ orderId }: Pick<Payment, 'orderId'>, step: Step, mode: Mode, ms = 600_000): Promise<void> {
    await this.control('faults', { orderId, step, mode, ms })
  }

  async control(what: string, body: object = {}): Promise<Response> {
    return fetch(`${this.sandbox.url}/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) })
  }

  money({ orderId }: Pick<Payment, 'orderId'>) {
    const entry = this.sandbox.ledger().find((one) => one.orderId === orderId)
    return entry && { captures: entry.captures, captured: entry.captured, cancelled: entry.cancelled }
  }
}

/** The buyer's choice on the pay page. */
export const decide = async (
  page: string,
  action: string,
  fault = '',
): Promise<{ status: number; location: string }> => {
  const response = await fetch(page, {
    ...{ method: 'POST', body: new URLSearchParams({ action, fault }), redirect: 'manual' },
  })
  await response.text()
  return { status: response.status, location: response.headers.get('location') ?? '' }
}

export const useSandbox = (): Bench => {
  const bench = new Bench()
  beforeAll(async () => {
    bench.sandbox = await startSandbox({ port: 0, clock: () => bench.nowMs })
  })
  afterAll(() => bench.sandbox.stop())
  return bench
}
