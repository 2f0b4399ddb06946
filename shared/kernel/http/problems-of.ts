// The problems of an endpoint: those of its contract, of its path and of the stack.

import type { ProblemKind } from '#kernel/data/problem.ts'
import {
  Busy,
  everywhere,
  Internal,
  InvalidCursor,
  InvalidJson,
  InvalidRequest,
  KeyRequired,
  KeyReused,
  TooLarge,
  Unauthenticated,
  Unavailable,
  UnsupportedType,
} from '#kernel/data/problems.ts'
import { type Endpoint, takesKey } from './contract.ts'

/** The conditions under which an endpoint can answer a problem that its contract does not list. */
const applies = new Map<ProblemKind, (endpoint: Endpoint) => boolean>([
  [Unauthenticated, ({ auth, recognises }) => auth !== 'public' || recognises === true],
  [TooLarge, ({ route }) => !route.startsWith('GET ')],
  [UnsupportedType, ({ route }) => !route.startsWith('GET ')],
  [InvalidJson, ({ route }) => !route.startsWith('GET ')],
  [InvalidRequest, () => true],
  [InvalidCursor, ({ query }) => query !== undefined && 'cursor' in query.shape],
  [KeyRequired, ({ idempotency }) => idempotency === 'required'],
  [KeyReused, takesKey],
  [Busy, ({ access }) => Object.keys(access).length > 0],
  [Unavailable, ({ access }) => Object.values(access).includes('write')],
  [Internal, () => true],
])

/** Every problem that an endpoint can answer: its own, those of its path, those of the stack. */
export const problemsOf = (endpoint: Endpoint): ProblemKind[] => [
  ...new Set<ProblemKind>([
    ...everywhere.filter((kind) => applies.get(kind)?.(endpoint)),
    ...Object.values(endpoint.path ?? {}).map(({ missing }) => missing),
    ...endpoint.fails,
  ]),
]
