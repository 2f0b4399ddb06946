// How many requests a second API Gateway lets through to a route, over all callers: by what a request costs.

import type { EndpointSpec } from '#kernel/http/contract.ts'

export interface Throttle {
  readonly name: 'auth' | 'webhook' | 'write' | 'read'
  /** Requests a second that last, and how many may come at once. */
  readonly rate: number
  readonly burst: number
}

/** A password's hash keeps a processor busy; whoever guesses meets the limits of the endpoint itself besides. */
const auth: Throttle = { name: 'auth', rate: 50, burst: 100 }
/** Anyone may send one, and a gateway may be asked for it. A gateway repeats what is refused. */
const webhook: Throttle = { name: 'webhook', rate: 20, burst: 40 }
const write: Throttle = { name: 'write', rate: 500, burst: 1000 }
const read: Throttle = { name: 'read', rate: 2000, burst: 4000 }

export const throttleOf = ({ route, auth: who, secrets, pays }: EndpointSpec): Throttle => {
  if (who === 'public' && secrets) return auth
  if (who === 'public' && pays && route.startsWith('POST ')) return webhook
  // Where gateways send browsers, whatever they ask is written.
  if (who === 'public' && pays) return write
  return route === '$default' || route.startsWith('GET ') ? read : write
}

/** What a stage says of each of its routes. Names as CloudFormation writes them: CDK passes this member on unseen. */
export const routeSettings = (endpoints: readonly EndpointSpec[]): Record<string, object> =>
  Object.fromEntries(
    endpoints.map((endpoint) => {
      const { rate, burst } = throttleOf(endpoint)
      return [endpoint.route, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]
    }),
  )

/** Of routes that are not listed. There are none; a limit that nobody chose should be the smallest. */
export const defaultRouteSettings = {
  throttlingRateLimit: auth.rate,
  throttlingBurstLimit: auth.burst,
}
