// The promises of endpoints that the stories cover, and the reasons for the others.

import type { Listed } from './endpoints.ts'
import type { Noted } from './player.ts'

/** The part of one endpoint. */
const OWN_REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'DELETE /matches/{matchId}/applications/me': {
    'match-not-found': 'where there is no match, the seat is missed first',
  },
  'GET /payments/{gateway}/{billingId}/cancel': { 'payment-declined': 'declared, but only an approval answers it' },
  'GET /payments/{gateway}/{billingId}/fail': { 'payment-declined': 'declared, but only an approval answers it' },
  'PUT /chatrooms/{chatId}/testplan/days/{date}/tasks/{index}': { 'quota-exceeded': 'takes five hundred done tasks' },
  'POST /ops/audits': { 'idempotency-key-reused': 'nothing in a request could differ' },
  'POST /users/me/email-verification': { 'idempotency-key-reused': 'nothing in a request could differ' },
  'POST /users/me/deletion': { 'idempotency-key-reused': 'a password takes no part in the comparison' },
  'POST /users/me/calendar': { 'idempotency-key-reused': 'nothing in a request could differ' },
  'GET /topups/{topupId}': { 'billing-not-found': 'declared for the guard, but the top-up is missed first' },
  'POST /topups/{topupId}/cancel': { 'billing-not-found': 'declared for the guard, but the top-up is missed first' },
  'GET /ops/stuck-billings': { success: 'what waits too long depends on the speed of the machine' },
  'DELETE /users/me/sessions': { 'idempotency-key-reused': 'nothing in a request could differ' },
  'POST /accounts/{accountId}/topups': { 'billing-state': 'takes a top-up that ends while the gateway is asked' },
}

const REASONS: Readonly<Record<string, string>> = {
  internal: 'answers a fault in the code',
  busy: 'answers writers that meet within milliseconds',
  unavailable: 'answers a store or a gateway that does not answer',
  'balance-limit': 'takes a thousand of the largest deposits',
  'span-too-long': 'takes two thousand ledger entries',
  'group-full': 'takes five hundred registered friends',
  'gateway-unavailable': 'takes an instance without that gateway',
  'mail-off': 'takes an instance without mail',
  'too-many-registrations': 'takes an instance that limits registrations of an address',
}

export interface Coverage {
  readonly endpoints: number
  readonly replies: number
  /** Endpoints with the codes that the stories reach. */
  readonly reached: Readonly<Record<string, readonly string[]>>
  /** Declared codes that the stories do not reach, with the reason. */
  readonly unreached: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const coverageOf = (endpoints: readonly Listed[], noted: readonly Noted[]): Coverage => {
  const reached = new Map<string, Set<string>>()
  for (const { route, reply } of noted) {
    const { code } = (reply.body ?? {}) as { code?: string }
    const isProblem = reply.status >= 400
    reached.set(route, (reached.get(route) ?? new Set()).add(isProblem ? (code ?? String(reply.status)) : 'success'))
  }
  const missing = ({ route, problems }: Listed): [string, string][] =>
    ['success', ...problems]
      .filter((code) => !reached.get(route)?.has(code))
      .map((code) => [code, OWN_REASONS[route]?.[code] ?? REASONS[code] ?? 'not reached'])
  return {
    endpoints: endpoints.length,
    replies: noted.length,
    reached: Object.fromEntries(endpoints.map(({ route }) => [route, [...(reached.get(route) ?? [])].sort()])),
    unreached: Object.fromEntries(endpoints.map((one) => [one.route, Object.fromEntries(missing(one))])),
  }
}
