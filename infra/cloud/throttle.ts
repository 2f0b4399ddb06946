// Throttling limits per route, over all callers: one default, and own limits for routes that hash passwords or call gateways.

import { type Endpoint, type EndpointSpec, routesOf } from '#kernel/http/contract.ts'

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

interface Staged extends Place {
  /** Requests per second of hot endpoints, by operation, in place of the rate of their class; the burst is the load of two seconds. */
  readonly rates: Readonly<Record<string, number>>
}

export const throttleOf = (
  { route, auth: caller, secrets, pays }: EndpointSpec,
  { edge }: Place = { edge: false },
): Throttle => {
  if (caller === 'public' && secrets) return edge ? authBehindEdge : auth
  if (caller === 'public' && pays && route.startsWith('POST ')) return webhook
  return byDefault
}

/** The limits of the route of an endpoint, unless they are the default ones. */
const limitsOf = (endpoint: Endpoint, staged: Staged): Pick<Throttle, 'rate' | 'burst'> | undefined => {
  const own = staged.rates[endpoint.operation]
  if (own !== undefined) return { rate: own, burst: 2 * own }
  const limits = throttleOf(endpoint, staged)
  return limits.name === 'default' ? undefined : limits
}

/**
 * The settings of the routes that differ from the default. A deployment only adds settings, and a setting without its route
 * fails every later one; so there are few, and `npm run deploy` removes old ones first. Member names are CloudFormation's.
 */
export const routeSettings = (endpoints: readonly Endpoint[], staged: Staged): Record<string, object> =>
  Object.fromEntries(
    endpoints.flatMap((endpoint) => {
      const limits = limitsOf(endpoint, staged)
      if (!limits) return []
      const own = { ThrottlingRateLimit: limits.rate, ThrottlingBurstLimit: limits.burst }
      return routesOf(endpoint).map((route) => [route, own])
    }),
  )

export const defaultRouteSettings = {
  throttlingRateLimit: byDefault.rate,
  throttlingBurstLimit: byDefault.burst,
}
