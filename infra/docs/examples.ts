// Examples of requests and problem fields: declared beside the schemas, or built from a schema.

import type * as z from 'zod/mini'
import { documentation } from '#kernel/data/documented.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { type Endpoint, routeOf } from '#kernel/http/contract.ts'

const BORN = Date.UTC(2026, 10, 22, 9)

export const exampleTime = new Date(BORN).toISOString()
/** For planned times, because requests refuse times in the past. */
export const exampleFuture = '2030-06-07T10:30:00.000Z'
const exampleDay = exampleFuture.slice(0, 10)
export const exampleId = (prefix: string): string => typeId(prefix, BORN, new Uint8Array(10).fill(42))

/** @returns undefined if no example is declared and none can be built */
const exampleOf = (schema: z.core.$ZodType): unknown => documentation.get(schema)?.example ?? made(schema)

const made = (schema: z.core.$ZodType): unknown => {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return exampleOf(def.innerType)
    case 'pipe':
      return exampleOf(def.in)
    case 'enum':
      return Object.values(def.entries)[0]
    case 'literal':
      return def.values[0]
    case 'boolean':
      return true
    case 'union':
      return def.options.map(exampleOf).find((one) => one !== undefined)
    case 'array':
      return whole([exampleOf(def.element)])
    case 'object':
      return whole(fieldsOf(def.shape))
    case 'string':
      return madeText(schema as z.core.$ZodString)
    default:
      return undefined
  }
}

/** The example of an id or a time. */
const madeText = ({ _zod: { bag, def } }: z.core.$ZodString, time = exampleFuture): string | undefined => {
  const format = bag.format ?? ('format' in def ? def.format : undefined)
  if (format === 'datetime') return time
  if (format === 'date') return exampleDay
  const patterns = def.checks?.map((check) => String((check as z.core.$ZodCheckRegex)._zod.def.pattern?.source)) ?? []
  const prefix = patterns.map(prefixOf).find((one) => one !== undefined)
  return prefix && exampleId(prefix)
}

/** The prefix in the pattern of an id. */
export const prefixOf = (pattern: string): string | undefined => /^\^(\w+)_\[0-7\]/.exec(pattern)?.[1]

/** The required fields; if there are none, the first optional one. */
const fieldsOf = (shape: Readonly<Record<string, z.core.$ZodType>>): Record<string, unknown> => {
  const fields = Object.entries(shape)
  const required = fields.filter(([, { _zod }]) => _zod.optin !== 'optional')
  const shown = required.length > 0 ? required : fields.slice(0, 1)
  return Object.fromEntries(shown.map(([name, schema]) => [name, exampleOf(schema)]))
}

/** @returns undefined if a part has no example */
const whole = <T extends object>(made: T): T | undefined => (Object.values(made).includes(undefined) ? undefined : made)

const needed = (of: string, name: string, schema: z.core.$ZodType): unknown => {
  const example = exampleOf(schema)
  if (example === undefined)
    throw new Error(
      `${of} has no example of ${name}. Declare it with the schema: documented(schema, { example: ... }).`,
    )
  return example
}

type Asked = Pick<Endpoint, 'operation' | 'route' | 'path' | 'query' | 'body'>

export const exampleParameters = ({ operation, path = {} }: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(path).map(([name, { schema }]) => [name, String(needed(operation, `{${name}}`, schema))]),
  )

/** A sample path of the endpoint. */
export const examplePath = (endpoint: Asked): string => {
  const parameters = exampleParameters(endpoint)
  return (routeOf(endpoint)?.path ?? '/').replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '')
}

/** The required query parameters, and optional ones with an example. */
export const exampleQuery = ({ operation, query }: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query?.shape ?? {})
      .filter(
        ([, schema]) => schema._zod.optin !== 'optional' || documentation.get(inner(schema))?.example !== undefined,
      )
      .map(([name, schema]) => [name, String(needed(operation, name, schema))]),
  )

export const exampleBody = ({ operation, body }: Asked): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(fieldsOf(body?.shape ?? {})).map((name) => [
      name,
      needed(operation, name, body?.shape[name] as z.core.$ZodType),
    ]),
  )

type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The reply to the example request: a member that the request gives has the same value in the reply.
 * @returns undefined if the endpoint has no JSON reply
 */
export const exampleReply = (endpoint: Endpoint): unknown => {
  const { reply, file, shows = {}, body, secrets = [] } = endpoint
  const [, schema] = reply
  if (!schema || file?.type) return undefined
  const all = { ...exampleParameters(endpoint), ...(body ? exampleBody(endpoint) : {}) }
  const sent = Object.fromEntries(Object.entries(all).filter(([name]) => !secrets.includes(name)))
  return merged(repeating(replied(schema, 'text'), sent), shows)
}

/** The example of a schema in a reply. @param name of its member, for texts without an example */
const replied = (schema: z.core.$ZodType, name: string): unknown => {
  const { def, bag } = (schema as z.core.$ZodTypes)._zod
  const { example, shows } = documentation.get(schema) ?? {}
  if (example !== undefined) return example
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return replied(def.innerType, name)
    case 'array':
      return [replied(def.element, name)]
    case 'object':
      return { ...membersOf(def.shape), ...shows }
    case 'number':
      return bag['minimum'] === Number.MIN_SAFE_INTEGER ? 0 : (bag['minimum'] ?? 0)
    case 'string':
      return madeText(schema as z.core.$ZodString, exampleTime) ?? name
    default:
      return made(schema)
  }
}

/** The required members, and null for the next page, because one page is shown. */
const membersOf = (shape: Readonly<Record<string, z.core.$ZodType>>): Members =>
  Object.fromEntries(
    Object.entries(shape)
      .filter(([, { _zod }]) => _zod.optout !== 'optional')
      .map(([name, schema]) => [name, name === 'nextCursor' ? null : replied(schema, name)]),
  )

const repeating = (value: unknown, sent: Members): unknown => {
  if (Array.isArray(value)) return value.map((one) => repeating(one, sent))
  if (!isMembers(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      typeof one === typeof sent[name] && typeof one !== 'object' ? sent[name] : repeating(one, sent),
    ]),
  )
}

/** The value with changed members; in a list, those of each item. */
const merged = (value: unknown, changes: Members): unknown => {
  if (Array.isArray(value)) return value.map((one) => merged(one, changes))
  if (!isMembers(value)) return value
  const changed = Object.entries(changes).map(([name, one]) => [name, isMembers(one) ? merged(value[name], one) : one])
  return { ...value, ...Object.fromEntries(changed) }
}

/** @param code of the problem */
export const exampleFields = (
  code: string,
  fields: Readonly<Record<string, z.core.$ZodType>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { _zod }]) => _zod.optin !== 'optional')
      .map(([name, schema]) => [name, needed(code, name, schema)]),
  )

/** The description of a parameter. @throws if it has none */
export const meaningOf = (operation: string, name: string, schema: z.core.$ZodType): string => {
  const description = documentation.get(schema)?.description ?? documentation.get(inner(schema))?.description
  if (!description)
    throw new Error(
      `${operation} does not say what its parameter ${name} means: documented(schema, { description: '...' }) in functions/${operation.split('.')[0]}/contract.ts`,
    )
  return description
}

/** The inner schema of an optional one. */
const inner = (schema: z.core.$ZodType): z.core.$ZodType => {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'optional' && !documentation.has(schema) ? inner(def.innerType) : schema
}
