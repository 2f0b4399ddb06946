// Throttling limits per route, over all callers: one default, and own limits for routes that hash passwords or call gateways.

import type { EndpointSpec } from '#kernel/http/contract.ts'

export interface Throttle {
  readonly name: 'auth' | 'webhook' | 'default'
  /** Sustained requests per second; burst is the number of simultaneous requests. */
  readonly rate: number
  readonly burst: number
}

/** Password hashing occupies a processor. The endpoint also limits failed attempts itself. */
const auth: Throttle = { name: 'auth', rate: 50, burst: 100 }
/** Behind an edge each address has a limit of its own, so this one only bounds the cost of many addresses. */
const authBehindEdge: Throttle = { name: 'auth', rate: 500, burst: 1000 }
/** Public, and it can cause a call to a gateway. Gateways resend rejected webhooks. */
const webhook: Throttle = { name: 'webhook', rate: 20, burst: 40 }
const byDefault: Throttle = { name: 'default', rate: 2000, burst: 4000 }

interface Place {
  /** Whether an edge stands before the API. */
  readonly edge: boolean
}

export const throttleOf = (
  { route, auth: caller, secrets, pays }: EndpointSpec,
  { edge }: Place = { edge: false },
): Throttle => {
  if (caller === 'public' && secrets) return edge ? authBehindEdge : auth
  if (caller === 'public' && pays && route.startsWith('POST ')) return webhook
  return byDefault
}

/**
 * The settings of the routes that differ from the default. A deployment only adds settings, and a setting without its route
 * fails every later one; so there are few, and `npm run deploy` removes old ones first. Member names are CloudFormation's.
 */
export const routeSettings = (endpoints: readonly EndpointSpec[], place: Place): Record<string, object> =>
  Object.fromEntries(
    endpoints.flatMap((endpoint) => {
      const { name, rate, burst } = throttleOf(endpoint, place)
      const own = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }
      return name === 'default' ? [] : [[endpoint.route, own]]
    }),
  )

export const defaultRouteSettings = {
  throttlingRateLimit: byDefault.rate,
  throttlingBurstLimit: byDefault.burst,
}
