// The syntax trees of expressions.

/** A step in a path: an attribute name, a placeholder or a list index. */
export type PathStep = string | number
export type Path = readonly PathStep[]

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly path: Path }

export const COMPARATORS = ['=', '<>', '<=', '<', '>=', '>'] as const
export type Comparator = (typeof COMPARATORS)[number]

/** Boolean functions with their numbers of operands. */
export const ARITY = { attribute_exists: 1, attribute_not_exists: 1, attribute_type: 2, begins_with: 2, contains: 2 }
export type Test = keyof typeof ARITY

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly [Condition, Condition] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly op: Comparator; readonly operands: readonly [Operand, Operand] }
  | { readonly kind: 'between'; readonly operands: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly operands: readonly Operand[] }
  | { readonly kind: 'test'; readonly test: Test; readonly operands: readonly Operand[] }

/** The value that SET assigns. */
export type Source =
  | Operand
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Source }
  | { readonly kind: 'list_append'; readonly of: readonly [Source, Source] }
  | { readonly kind: '+' | '-'; readonly of: readonly [Source, Source] }

export interface Update {
  readonly set: readonly { readonly path: Path; readonly to: Source }[]
  readonly remove: readonly Path[]
  readonly add: readonly { readonly path: Path; readonly by: string }[]
  readonly delete: readonly { readonly path: Path; readonly by: string }[]
}
