// Answers unmatched requests: an unknown path, or a known path with another method.

import { MethodNotAllowed, NotFound } from '#kernel/data/problems.ts'
import { endpointsOf, pathFits, routeOf } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.unknownRoute, ({ requested, refuse }) => {
  const routes = endpointsOf(contracts).flatMap((endpoint) => routeOf(endpoint) ?? [])
  const allow = [...new Set(routes.filter(({ path }) => pathFits(path, requested)).map(({ method }) => method))]
  return allow.length > 0 ? refuse(MethodNotAllowed, { allow }) : refuse(NotFound)
})
