// The gateway of a billing, with this function's keys.

import {
  type Gateway,
  type GatewayName,
  orderIdOf,
  type Payment,
  type Standing,
} from '#domain/billing/gateways/gateway.ts'
import { gatewayNamed, gatewaySettings } from '#domain/billing/gateways/named.ts'
import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import type { Misfit } from '#domain/billing/refunds.ts'
import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { keysCommand, readSecret } from '#kernel/http/secret.ts'

/** How long a process uses the keys that it read. */
const KEPT_MS = 10 * 60 * 1000
let secret: { readonly keys: Promise<Record<string, string>>; readonly until: number } | undefined

/** In the cloud, the keys are in a secret, a JSON object by variable name; on one machine, in the environment. */
const secrets = (): Promise<Record<string, string>> => {
  const name = process.env['PAYMENT_KEYS_SECRET']
  if (!name) return Promise.resolve({})
  const now = runtime().clock()
  if (secret && now < secret.until) return secret.keys
  const keys = readSecret(name, `Run "${keysCommand(name, 'payments')}"`).then((text) => parsed(name, text))
  secret = { keys, until: now + KEPT_MS }
  // The next call reads the secret again.
  keys.catch(() => {
    secret = undefined
  })
  return keys
}

const parsed = (name: string, text: string): Record<string, string> => {
  try {
    return JSON.parse(text)
  } catch {
    // The error of JSON.parse would quote the text.
    throw new Misconfigured(`The secret ${name} is not a JSON object. Run "${keysCommand(name, 'payments')}".`)
  }
}

/** @throws Misconfigured if the address or the key is missing */
export const gatewayOf = async (name: GatewayName): Promise<Gateway> =>
  gatewayNamed(name, { ...gatewaySettings(name, { ...process.env, ...(await secrets()) }), ...patience() })

/** One timeout for all calls; by default each gateway has its own. */
const patience = (): { timeoutMs?: number; lookupTimeoutMs?: number } => {
  const timeoutMs = Number(process.env['GATEWAY_TIMEOUT_MS'])
  return timeoutMs > 0 ? { timeoutMs, lookupTimeoutMs: timeoutMs } : {}
}

/** The gateway's view of an attempt. */
export const paymentOf = ({ billingId, userId, payAmount }: BillingItem, { no, tid = '' }: AttemptItem): Payment => ({
  orderId: orderIdOf(billingId, String(no)),
  tid,
  userId,
  amount: payAmount,
})

/** What a look-up found, and its amounts if they add up. */
export const foundAt = ({ state, status, tid, captured, cancelled }: Standing): Omit<Misfit, 'reason'> => {
  const amounts = { captured, refunded: cancelled }
  return { record: { ...amounts, paymentId: tid, status }, ...(state === 'UNKNOWN' ? {} : { gateway: amounts }) }
}
