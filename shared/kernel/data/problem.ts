// Problems are data: declared once, answered as application/problem+json (RFC 9457).

import type * as z from 'zod/mini'

type Shape = Record<string, z.core.$ZodType>

export interface ProblemKind<Code extends string = string, Fields extends Shape = Shape> {
  readonly code: Code
  readonly status: number
  readonly title: string
  /** What happened and what the caller can do. */
  readonly detail: string
  /** The members of the body beyond the standard ones. */
  readonly fields: Fields
}

export interface Words {
  readonly title: string
  readonly detail: string
}

export type FieldsOf<K extends ProblemKind> = { [F in keyof K['fields']]: z.core.output<K['fields'][F]> }

export const problem = <const Code extends string, Fields extends Shape = Record<never, never>>(
  code: Code,
  status: number,
  title: string,
  detail: string,
  fields: Fields = {} as Fields,
): ProblemKind<Code, Fields> => ({ code, status, title, detail, fields })

/** The only error that callers see. Any other error becomes an opaque 500. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly fields: Readonly<Record<string, unknown>>

  constructor(kind: ProblemKind, fields: object = {}, detail: string = kind.detail) {
    super(detail)
    this.name = 'Problem'
    this.kind = kind
    this.fields = fields as Record<string, unknown>
  }

  /** @param instance the path of the request */
  body(instance: string): Record<string, unknown> {
    const { code, status, title, fields } = this.kind
    const declared = Object.keys(fields).filter((name) => this.fields[name] !== undefined)
    return {
      type: `/problems/${code}`,
      title,
      status,
      detail: this.message,
      instance,
      code,
      ...Object.fromEntries(declared.map((name) => [name, this.fields[name]])),
    }
  }
}
