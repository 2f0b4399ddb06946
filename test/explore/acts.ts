// What the acts of scenarios are made of: calls of endpoints and runs of jobs.

import { argon2Sync } from 'node:crypto'
import { handler as reconcileBillings } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import { takesKey } from '#kernel/http/contract.ts'
import { type Prepared, prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import type { Act } from './stage.ts'

/** The redirects of gateways, which are GET. */
const REDIRECTS = ['billing.approvePayment', 'billing.abandonPayment', 'billing.failPayment']

/** A call of an endpoint. */
export const call = (operation: string, wanted: Prepared): Act => {
  const { endpoint } = cases.find(({ name }) => name === operation) ?? {}
  if (!endpoint) throw new Error(`there is no endpoint ${operation}`)
  const isReading = endpoint.route.startsWith('GET ') && !REDIRECTS.includes(operation)
  const isRequired = endpoint.idempotency === 'required'
  const kind = isReading ? 'reads' : takesKey(endpoint) && !isRequired ? 'choice' : 'writes'
  return {
    kind,
    entry: operation,
    does: async (name, key = isRequired ? name : undefined) => {
      const given = key !== undefined && takesKey(endpoint) ? { key } : {}
      const { status, headers, text, body } = await send(endpoint, { ...prepared(wanted), ...given })
      const replayed = headers.has('idempotency-replayed') ? ' replayed' : ''
      // The order of an object's members does not matter.
      return `${status} ${body.code ?? 'ok'}${replayed} ${text && canonicalJson(body)}`
    },
  }
}

/** A run of a job; its counts are ignored. */
export const runs = (
  entry: string,
  handler: (event: unknown, context: { awsRequestId: string }) => Promise<unknown>,
  event: object = {},
): Act => ({
  kind: 'writes',
  entry,
  isJob: true,
  does: async () => {
    try {
      await handler(event, { awsRequestId: 'pairs' })
      return 'job done'
    } catch {
      // It runs again within a minute.
      return 'job unavailable'
    }
  },
})

export const sweep = runs('matches.sweepSeats', sweepSeats)
export const reconcile = runs('billing.reconcileBillings', reconcileBillings)

/** As expensive as a test can afford. */
export const cheaply = (password: string): string => {
  const [nonce, cost] = [Buffer.alloc(16, 'salt'), { memory: 8, passes: 1, parallelism: 1 }]
  const tag = argon2Sync('argon2id', { ...cost, message: password, nonce, tagLength: 32 })
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `$argon2id$v=19$m=8,t=1,p=1$${salt}$${hash}`
}
