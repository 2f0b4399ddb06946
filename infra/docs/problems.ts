// Problems in the OpenAPI document: the problems of an endpoint, their schemas and examples.

import * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { Problem, type ProblemKind } from '#kernel/data/problem.ts'
import { type Endpoint, endpointsOf, routeOf } from '#kernel/http/contract.ts'
import { problemsOf } from '#kernel/http/problems-of.ts'
import { exampleFields, examplePath } from './examples.ts'
import { headersOf } from './headers.ts'

/** The schema of a problem body. */
export const problemSchema = ({ code, status, title, fields }: ProblemKind) =>
  z.object({
    type: z.literal(`/problems/${code}`),
    title: z.literal(title),
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
        { summary: kind.title, value: exampleOf(kind, examplePath(endpoint)) },
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
  description: kinds.map(({ code, detail }) => `\`${code}\`: ${detail}`).join('\n\n'),
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
