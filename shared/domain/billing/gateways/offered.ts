// Which gateways are offered, and the least that each takes: settings that hold no key, for the function that makes billings.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import type { GatewayName } from './gateway.ts'

type Env = Readonly<Record<string, string | undefined>>

const ALL: readonly GatewayName[] = ['KAKAOPAY', 'TOSS']

/** Those that GATEWAYS lists. Without the list, all but those whose address is known here and whose key is not. */
export const offeredGateways = (env: Env): GatewayName[] => {
  const listed = env['GATEWAYS']
  if (listed === undefined) return ALL.filter((name) => !env[`${name}_BASE_URL`] || Boolean(env[`${name}_SECRET_KEY`]))
  const names = listed.split(',').map((one) => one.trim())
  return ALL.filter((name) => names.includes(name))
}

/** Won; unless set, a gateway takes any amount. @throws Misconfigured for what is no amount */
export const minimumOf = (name: GatewayName, env: Env): number => {
  const value = env[`${name}_MINIMUM`] || '1'
  const minimum = Number(value)
  if (Number.isSafeInteger(minimum) && minimum >= 1) return minimum
  throw new Misconfigured(`${name}_MINIMUM is "${value}". Set it to an integer amount in won, such as 100.`)
}
