// What documents say of a schema beside its shape: an example, and what it means. It is declared where the schema is.

import * as z from 'zod/mini'

interface Documentation<Value = unknown> {
  /** As a caller sends it. Ids, times, choices and what is made of them need none. */
  readonly example?: Value
  /** What a parameter of a query means. */
  readonly description?: string
}

export const documentation: z.core.$ZodRegistry<Documentation> = z.registry<Documentation>()

/** @returns the same schema; wrap one that stands elsewhere, too, as in `documented(z.exactOptional(time), ...)` */
export const documented = <S extends z.core.$ZodType>(schema: S, words: Documentation<z.core.input<S>>): S => {
  documentation.add(schema, words)
  return schema
}
