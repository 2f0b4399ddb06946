// Documentation of schemas: examples and descriptions, declared with the schema.

import * as z from 'zod/mini'

interface Documentation<Value = unknown> {
  /** As in a request. Ids, times, enums and compositions of them need none. */
  readonly example?: Value
  /** Fields of an object in examples of replies, where they fit each other. */
  readonly shows?: Partial<Value>
  /** The description of a query parameter. */
  readonly description?: string
}

export const documentation: z.core.$ZodRegistry<Documentation> = z.registry<Documentation>()

/** @returns the same schema; to document a shared schema, wrap it: `documented(z.exactOptional(time), ...)` */
export const documented = <S extends z.core.$ZodType>(schema: S, words: Documentation<z.core.input<S>>): S => {
  documentation.add(schema, words)
  return schema
}
