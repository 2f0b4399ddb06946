// The offered gateways and their minimums: settings without keys, for the function that creates billings.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import type { GatewayName } from './gateway.ts'

type Env = Readonly<Record<string, string | undefined>>

const ALL: readonly GatewayName[] = ['KAKAOPAY', 'TOSS']

/** The gateways in GATEWAYS. Without it, all except those with an address but without a key. */
export const offeredGateways = (env: Env): GatewayName[] => {
  const listed = env['GATEWAYS']
  if (listed === undefined) return ALL.filter((name) => !env[`${name}_BASE_URL`] || Boolean(env[`${name}_SECRET_KEY`]))
  const names = listed.split(',').map((one) => one.trim())
  return ALL.filter((name) => names.includes(name))
}

/** In won; by default a gateway takes any amount. @throws Misconfigured if the value is not an amount */
export const minimumOf = (name: GatewayName, env: Env): number => {
  const value = env[`${name}_MINIMUM`] || '1'
  const minimum = Number(value)
  if (Number.isSafeInteger(minimum) && minimum >= 1) return minimum
  throw new Misconfigured(`${name}_MINIMUM is "${value}". Set it to an integer amount in won, such as 100.`)
}
