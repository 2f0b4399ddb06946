// Answers unmatched requests: an unknown path, or a known path with another method. Browsers get a page.

import { MethodNotAllowed, NotFound } from '#kernel/data/problems.ts'
import { endpointsOf, methodsAt } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { refusalPage } from '#kernel/http/page.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

export const handler = endpoint(
  ops.unknownRoute,
  ({ requested, refuse }) => {
    const allow = methodsAt(endpointsOf(contracts), requested)
    return allow.length > 0 ? refuse(MethodNotAllowed, { allow }) : refuse(NotFound)
  },
  refusalPage,
)
