// Throttling limits per route, over all callers, by the cost of a request.

import { type Endpoint, type EndpointSpec, takesHead } from '#kernel/http/contract.ts'

export interface Throttle {
  readonly name: 'auth' | 'webhook' | 'write' | 'read'
  /** Sustained requests per second; burst is the number of simultaneous requests. */
  readonly rate: number
  readonly burst: number
}

/** Password hashing occupies a processor. The endpoint also limits failed attempts itself. */
const auth: Throttle = { name: 'auth', rate: 50, burst: 100 }
/** Public, and it can cause a call to a gateway. Gateways resend rejected webhooks. */
const webhook: Throttle = { name: 'webhook', rate: 20, burst: 40 }
const write: Throttle = { name: 'write', rate: 500, burst: 1000 }
const read: Throttle = { name: 'read', rate: 2000, burst: 4000 }

export const throttleOf = ({ route, auth: caller, secrets, pays }: EndpointSpec): Throttle => {
  if (caller === 'public' && secrets) return auth
  if (caller === 'public' && pays && route.startsWith('POST ')) return webhook
  // Callbacks of gateways write on every request.
  if (caller === 'public' && pays) return write
  return route === '$default' || route.startsWith('GET ') ? read : write
}

/**
 * The route settings of a stage. CDK passes them through, so member names are CloudFormation's.
 * @param rates of hot endpoints, by operation; the burst is the load of two seconds
 */
export const routeSettings = (
  endpoints: readonly Endpoint[],
  rates: Readonly<Record<string, number>>,
): Record<string, object> =>
  Object.fromEntries(
    endpoints.flatMap((endpoint) => {
      const own = rates[endpoint.operation]
      const { rate, burst } = own === undefined ? throttleOf(endpoint) : { rate: own, burst: 2 * own }
      const limits = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }
      const { route } = endpoint
      return [[route, limits], ...(takesHead(endpoint) ? [[route.replace('GET', 'HEAD'), limits]] : [])]
    }),
  )

/** The settings of unlisted routes. There are none, so the lowest limit applies. */
export const defaultRouteSettings = {
  throttlingRateLimit: auth.rate,
  throttlingBurstLimit: auth.burst,
}
