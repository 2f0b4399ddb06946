// A contract's endpoints with their handlers, as an API serves them.

import type { Entry } from '#infra/local/router.ts'
import { MethodNotAllowed, NotFound } from '#kernel/data/problems.ts'
import { type AnyContract, contract, type Endpoint, endpointsOf, methodsAt } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'

/** One for every endpoint: one that is left out does not compile. */
export type Handlers<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? N : never]: LambdaHandler
}

export const served = <C extends AnyContract>(contract: C, handlers: Handlers<C>): Entry[] => {
  const named = new Map<string, LambdaHandler>(Object.entries(handlers))
  return endpointsOf([contract]).map((endpoint) => {
    const handler = named.get(endpoint.name)
    if (!handler) throw new Error(`${endpoint.operation} has no handler`)
    return { endpoint, handler }
  })
}

const api = contract('api', 'What an API has besides its modules.', {
  unknownRoute: {
    route: '$default',
    summary: 'Answers whatever no other endpoint takes.',
    auth: 'public',
    idempotency: 'none',
    reply: [204, null],
    fails: [NotFound, MethodNotAllowed],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
})

/** The same with an endpoint for requests that no route takes, where none is among them. */
export const withDefault = (entries: readonly Entry[]): readonly Entry[] => {
  const endpoints = entries.map(({ endpoint }) => endpoint)
  if (endpoints.some(({ route }) => route === '$default')) return entries
  const handler = endpoint(api.unknownRoute, ({ requested, refuse }) => {
    const allow = methodsAt(endpoints, requested)
    return allow.length > 0 ? refuse(MethodNotAllowed, { allow }) : refuse(NotFound)
  })
  return [...entries, { endpoint: api.unknownRoute, handler }]
}
