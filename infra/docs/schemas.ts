// How zod's JSON Schema is made fit to be read: examples, sizes of integers, no patterns longer than what they say.

import * as z from 'zod/mini'
import type { ZodOpenApiOverrideContext } from 'zod-openapi'
import { exampleFuture, exampleId, exampleTime, prefixOf } from './examples.ts'

/** Changes each schema in place, after zod has printed it. */
export const plain = ({ jsonSchema, zodSchema, io }: ZodOpenApiOverrideContext): void => {
  const { type, format, pattern = '', minimum, maximum } = jsonSchema
  if (jsonSchema.minLength === 0) delete jsonSchema.minLength
  if (Number.isInteger(jsonSchema.const)) jsonSchema.type = 'integer'
  if (type === 'integer') {
    // zod says of every integer that a double can hold it, which helps nobody.
    if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    if ((maximum ?? Number.MAX_SAFE_INTEGER) > 2 ** 31) jsonSchema.format = 'int64'
  }
  if (format === 'date-time') {
    // The format says what comes in, with any offset; what it does not say is that replies are in UTC.
    if (io === 'output') jsonSchema.pattern = 'Z$'
    jsonSchema.examples = [io === 'input' ? exampleFuture : exampleTime]
  }
  // Here the format says all of it.
  if (format === 'date') delete jsonSchema.pattern
  if (zodSchema._zod.bag['uniqueItems']) jsonSchema.uniqueItems = true
  const prefix = prefixOf(pattern)
  if (prefix) jsonSchema.examples = [exampleId(prefix)]
  // Replies may grow; who reads one passes over what they do not know.
  if (io === 'output') delete jsonSchema.additionalProperties
}

/** The envelopes of lists, by what they are lists of: generators name a type after each. */
const envelopes = new Map<z.core.$ZodType, z.ZodMiniType>()

/** Names the schema of a list after its items: `AccountList`. Two lists of the same are one type. */
export const listNamed = (schema: z.ZodMiniType): z.ZodMiniType => {
  const { items } = schema instanceof z.ZodMiniObject ? schema.shape : {}
  if (!(items instanceof z.ZodMiniArray)) return schema
  const { element } = items._zod.def
  const known = envelopes.get(element)
  const id = z.globalRegistry.get(element)?.id
  if (known || !id || z.globalRegistry.has(schema)) return known ?? schema
  z.globalRegistry.add(schema, { id: `${id}List` })
  envelopes.set(element, schema)
  return schema
}
