// A tiny condition algebra. One value prints itself for DynamoDB and evaluates itself on an item, so no predicate is written twice.

export type Scalar = string | number | boolean
export type Item = Readonly<Record<string, unknown>>

type Comparison = '=' | '<' | '<=' | '>' | '>='
type Operand = { readonly attribute: string } | { readonly value: Scalar }

export type Condition =
  | { readonly op: 'always' }
  | { readonly op: 'exists' | 'absent'; readonly path: string }
  | { readonly op: Comparison; readonly path: string; readonly than: Operand }
  | { readonly op: 'AND' | 'OR'; readonly of: readonly Condition[] }

const compare = (op: Comparison, path: string, than: Operand): Condition => ({ op, path, than })

export const always: Condition = { op: 'always' }
export const exists = (path: string): Condition => ({ op: 'exists', path })
export const absent = (path: string): Condition => ({ op: 'absent', path })
export const equals = (path: string, value: Scalar): Condition => compare('=', path, { value })
export const atLeast = (path: string, value: Scalar): Condition => compare('>=', path, { value })
export const atMost = (path: string, value: Scalar): Condition => compare('<=', path, { value })
/** Strictly after a time, or above a number. */
export const later = (path: string, value: Scalar): Condition => compare('>', path, { value })
/** Strictly before a time, or below a number. */
export const earlier = (path: string, value: Scalar): Condition => compare('<', path, { value })
/** One attribute strictly below another of the same item. */
export const below = (path: string, attribute: string): Condition => compare('<', path, { attribute })
export const both = (...of: Condition[]): Condition => ({ op: 'AND', of })
export const either = (...of: Condition[]): Condition => ({ op: 'OR', of })

/** What DynamoDB takes: an expression with its placeholders. */
export interface Printed {
  readonly expression: string
  readonly names: Record<string, string>
  readonly values: Record<string, unknown>
}

/** Hands out placeholders, each name and each value once, for every expression of one action. */
export const placeholders = () => {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  const seen = new Map<string, string>()
  return {
    names,
    values,
    name: (path: string): string => {
      const known = seen.get(path)
      if (known) return known
      const made = `#n${seen.size}`
      seen.set(path, made)
      names[made] = path
      return made
    },
    value: (value: unknown): string => {
      const made = `:v${Object.keys(values).length}`
      values[made] = value
      return made
    },
  }
}

/** @returns the expression, or '' where nothing is asked */
export const print = (condition: Condition, hand: Pick<ReturnType<typeof placeholders>, 'name' | 'value'>): string => {
  switch (condition.op) {
    case 'always':
      return ''
    case 'exists':
      return `attribute_exists(${hand.name(condition.path)})`
    case 'absent':
      return `attribute_not_exists(${hand.name(condition.path)})`
    case 'AND':
    case 'OR':
      return printJunction(condition.op, condition.of, hand)
    default: {
      const { path, op, than } = condition
      return `${hand.name(path)} ${op} ${'attribute' in than ? hand.name(than.attribute) : hand.value(than.value)}`
    }
  }
}

const printJunction = (op: 'AND' | 'OR', of: readonly Condition[], hand: Parameters<typeof print>[1]): string => {
  // An empty part of AND asks nothing; one of OR makes the whole ask nothing, as in evaluate().
  if (op === 'OR' && of.some(asksNothing)) return ''
  const parts = of.filter((part) => !asksNothing(part)).map((part) => print(part, hand))
  if (parts.length <= 1) return parts.join('')
  return parts.map((part) => `(${part})`).join(` ${op} `)
}

const asksNothing = (condition: Condition): boolean =>
  condition.op === 'always' ||
  (condition.op === 'AND' && condition.of.every(asksNothing)) ||
  (condition.op === 'OR' && condition.of.some(asksNothing))

/** Says of an item (undefined: none is stored) what the engine would say of it. */
export const evaluate = (condition: Condition, item: Item | undefined): boolean => {
  switch (condition.op) {
    case 'always':
      return true
    case 'exists':
      return item?.[condition.path] !== undefined
    case 'absent':
      return item?.[condition.path] === undefined
    case 'AND':
      return condition.of.every((part) => evaluate(part, item))
    case 'OR':
      return condition.of.some((part) => evaluate(part, item))
    default: {
      const { path, op, than } = condition
      return holds(op, item?.[path], 'attribute' in than ? item?.[than.attribute] : than.value)
    }
  }
}

const holds = (op: Comparison, left: unknown, right: unknown): boolean => {
  // Values of different types are unequal and have no order; a missing one equals nothing.
  if (left === undefined || typeof left !== typeof right) return false
  if (op === '=') return left === right
  if (typeof left === 'boolean') return false
  const order = typeof left === 'string' ? byBytes(left, right as string) : (left as number) - (right as number)
  if (op === '<') return order < 0
  if (op === '<=') return order <= 0
  return op === '>' ? order > 0 : order >= 0
}

/** DynamoDB orders strings by their UTF-8 bytes, JavaScript by UTF-16 units; they differ beyond the basic plane. */
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))
