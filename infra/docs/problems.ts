// Problems in the OpenAPI document: the problems of an endpoint, their schemas and examples.

import * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { Problem, type ProblemKind } from '#kernel/data/problem.ts'
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
import { type Endpoint, endpointsOf, routeOf, takesKey } from '#kernel/http/contract.ts'
import { exampleFields, examplePath } from './examples.ts'
import { headersOf } from './headers.ts'

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

/** A problem with the endpoints that answer it, as `GET /problems/{code}` explains it. */
interface Explained {
  readonly status: number
  readonly words: ProblemKind['words']
  readonly fields: readonly string[]
  readonly answeredBy: readonly { readonly operation: string; readonly route: string }[]
}

/** Every problem of the API, by code. */
export const explainedProblems = (): Record<string, Explained> => {
  const all: Record<string, Explained> = {}
  for (const endpoint of endpointsOf(contracts))
    for (const { code, status, words, fields } of problemsOf(endpoint)) {
      const { operation, route } = endpoint
      const answeredBy = [...(all[code]?.answeredBy ?? []), ...(routeOf(endpoint) ? [{ operation, route }] : [])]
      all[code] = { status, words, fields: Object.keys(fields), answeredBy }
    }
  return all
}

/** The schema of a problem body. */
export const problemSchema = ({ code, status, fields }: ProblemKind) =>
  z.object({
    type: z.literal(`/problems/${code}`),
    title: z.string(),
    status: z.literal(status),
    detail: z.string(),
    instance: z.string(),
    code: z.literal(code),
    ...(fields as Record<string, z.ZodMiniType>),
  })

const exampleOf = (kind: ProblemKind, instance: string): Record<string, unknown> =>
  new Problem(kind, exampleFields(kind.code, kind.fields)).body(instance)

const nameOf = (code: string): string =>
  code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()).concat('Problem')
const schemaRef = ({ code }: ProblemKind) => ({ $ref: `#/components/schemas/${nameOf(code)}` })

/** Whether it is the only problem of its status in some endpoint. */
const alone = (kind: ProblemKind): boolean =>
  endpointsOf(contracts)
    .filter(routeOf)
    .map((endpoint) => problemsOf(endpoint).filter(({ status }) => status === kind.status))
    .some((kinds) => kinds.length === 1 && kinds[0] === kind)

/** The schemas and examples of all problems, and the responses with a single problem. */
export const problemComponents = () => {
  const met = new Map<ProblemKind, Endpoint>()
  for (const endpoint of endpointsOf(contracts).filter(routeOf))
    for (const kind of problemsOf(endpoint)) if (!met.has(kind)) met.set(kind, endpoint)
  const kinds = [...met].sort(([one], [other]) => (one.code < other.code ? -1 : 1))
  return {
    schemas: Object.fromEntries(kinds.map(([kind]) => [nameOf(kind.code), problemSchema(kind)])),
    responses: Object.fromEntries(
      kinds.filter(([kind]) => alone(kind)).map(([kind]) => [kind.code, responseOf(kind.status, [kind])]),
    ),
    examples: Object.fromEntries(
      kinds.map(([kind, endpoint]) => [
        kind.code,
        { summary: kind.words.en.title, value: exampleOf(kind, examplePath(endpoint)) },
      ]),
    ),
  }
}

/** One response per status. Several problems in one status differ by code. */
export const problemResponses = (endpoint: Endpoint) =>
  Object.fromEntries(
    [...Map.groupBy(problemsOf(endpoint), ({ status }) => status)].map(([status, kinds]) => [
      String(status),
      kinds.length === 1 ? { $ref: `#/components/responses/${kinds[0]?.code}` } : responseOf(status, kinds),
    ]),
  )

const responseOf = (status: number, kinds: readonly ProblemKind[]) => ({
  description: kinds.map(({ code, words }) => `\`${code}\`: ${words.en.detail}`).join('\n\n'),
  headers: headersOf(status, false),
  content: {
    'application/problem+json': {
      schema: schemaOf(kinds),
      examples: Object.fromEntries(kinds.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
})

const schemaOf = (kinds: readonly ProblemKind[]) => {
  const [only, ...others] = kinds
  if (only && others.length === 0) return schemaRef(only)
  return {
    oneOf: kinds.map(schemaRef),
    discriminator: {
      propertyName: 'code',
      mapping: Object.fromEntries(kinds.map((kind) => [kind.code, schemaRef(kind).$ref])),
    },
  }
}
