// How zod's JSON Schema is made fit to be read: examples, sizes of integers, no patterns longer than what they say.

import type { ZodOpenApiOverrideContext } from 'zod-openapi'
import { exampleId, exampleTime } from './examples.ts'

/** Changes each schema in place, after zod has printed it. */
export const plain = ({ jsonSchema, io }: ZodOpenApiOverrideContext): void => {
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
    jsonSchema.examples = [exampleTime]
  }
  // Here the format says all of it.
  if (format === 'date') delete jsonSchema.pattern
  const prefix = /^\^(\w+)_\[0-7\]/.exec(pattern)?.[1]
  if (prefix) jsonSchema.examples = [exampleId(prefix)]
  // Replies may grow; who reads one passes over what they do not know.
  if (io === 'output') delete jsonSchema.additionalProperties
}
