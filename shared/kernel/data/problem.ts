// Problems are data: declared once, answered as application/problem+json (RFC 9457).

import type * as z from 'zod/mini'
import type { Language, Text } from './language.ts'

type Shape = Record<string, z.core.$ZodType>

export interface ProblemKind<Code extends string = string, Fields extends Shape = Shape> {
  readonly code: Code
  readonly status: number
  readonly words: Readonly<Record<Language, Words>>
  /** The members of the body beyond the standard ones. */
  readonly fields: Fields
}

export interface Words {
  readonly title: string
  /** What happened and what the caller can do. */
  readonly detail: string
}

export type FieldsOf<K extends ProblemKind> = { [F in keyof K['fields']]: z.core.output<K['fields'][F]> }

export const problem = <const Code extends string, Fields extends Shape = Record<never, never>>(
  code: Code,
  status: number,
  words: Readonly<Record<Language, Words>>,
  fields: Fields = {} as Fields,
): ProblemKind<Code, Fields> => ({ code, status, words, fields })

/** The only error that callers see. Any other error becomes an opaque 500. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly fields: Readonly<Record<string, unknown>>
  /** More specific than that of the kind. */
  readonly detail: Text | undefined

  constructor(kind: ProblemKind, fields: object = {}, detail?: Text) {
    super(detail?.en ?? kind.words.en.detail)
    this.name = 'Problem'
    this.kind = kind
    this.fields = fields as Record<string, unknown>
    this.detail = detail
  }

  /** The title and the detail, in a language. */
  words(language: Language): Words {
    const { title, detail } = this.kind.words[language]
    return { title, detail: this.detail?.[language] ?? detail }
  }

  /** @param instance the path of the request */
  body(instance: string, language: Language = 'en'): Record<string, unknown> {
    const { code, status, fields } = this.kind
    const { title, detail } = this.words(language)
    const declared = Object.keys(fields).filter((name) => this.fields[name] !== undefined)
    return {
      type: `/problems/${code}`,
      title,
      status,
      detail,
      instance,
      code,
      ...Object.fromEntries(declared.map((name) => [name, this.fields[name]])),
    }
  }
}
