// What the acts of scenarios are made of: calls of endpoints and runs of jobs.

import { hashPassword } from '#domain/users/passwords.ts'
import { handler as reconcileBillings } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import { takesKey } from '#kernel/http/contract.ts'
import { type Prepared, prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { PASSWORD, type World } from '#test/support/people.ts'
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
    isKeyless: !takesKey(endpoint),
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
  isKeyless: true,
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

/** Users whose password is known. */
export const knowPasswords = async ({ table }: World): Promise<void> => {
  const passwordHash = await hashPassword({}, PASSWORD, (bytes) => new Uint8Array(bytes))
  const users = (await table.items()).filter(({ sk }) => sk === 'USER')
  await table.store(users.map((item) => ({ ...item, passwordHash })))
}
