// Readable JSON Schema from zod: adds examples and integer formats, removes redundant patterns.

import * as z from 'zod/mini'
import type { ZodOpenApiOverrideContext } from 'zod-openapi'
import { exampleFuture, exampleId, exampleTime, prefixOf } from './examples.ts'

/** Edits each schema in place after zod has generated it. */
export const plain = ({ jsonSchema, zodSchema, io }: ZodOpenApiOverrideContext): void => {
  const { type, format, pattern = '', minimum, maximum } = jsonSchema
  if (jsonSchema.minLength === 0) delete jsonSchema.minLength
  if (Number.isInteger(jsonSchema.const)) jsonSchema.type = 'integer'
  if (type === 'integer') {
    // zod adds the range of safe integers to every integer; it carries no information.
    if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    if ((maximum ?? Number.MAX_SAFE_INTEGER) > 2 ** 31) jsonSchema.format = 'int64'
  }
  if (format === 'date-time') {
    // The format allows any offset; the pattern states that replies are in UTC.
    if (io === 'output') jsonSchema.pattern = 'Z$'
    jsonSchema.examples = [io === 'input' ? exampleFuture : exampleTime]
  }
  // The format is sufficient.
  if (format === 'date') delete jsonSchema.pattern
  if (zodSchema._zod.bag['uniqueItems']) jsonSchema.uniqueItems = true
  const prefix = prefixOf(pattern)
  if (prefix) jsonSchema.examples = [exampleId(prefix)]
  // Replies may gain fields, so clients must ignore unknown ones.
  if (io === 'output') delete jsonSchema.additionalProperties
}

/** The list envelopes by their item schema. Generators name a type after each envelope. */
const envelopes = new Map<z.core.$ZodType, z.ZodMiniType>()

/** Names a list schema after its items, such as `AccountList`. Lists of the same items share one type. */
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
