// The condition algebra: a condition prints itself for DynamoDB and evaluates itself in memory, so no predicate is written twice.

export type Scalar = string | number | boolean
export type Item = Readonly<Record<string, unknown>>

/** A stored item with its primary key. */
export type Stored<T> = T & { readonly pk: string; readonly sk: string }

type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='
type Operand = { readonly attribute: string } | { readonly value: Scalar }

type Term =
  | { readonly op: 'always' }
  | { readonly op: 'exists' | 'absent'; readonly path: string }
  | { readonly op: Comparison; readonly path: string; readonly than: Operand }
  | { readonly op: 'IN'; readonly path: string; readonly values: readonly Scalar[] }
  | { readonly op: 'AND' | 'OR'; readonly of: readonly Condition[] }

/** A condition on one item. T: the item with the attributes. */
export type Condition<T = never> = Term & { readonly asked?: (item: T) => void }

type Attribute<T> = keyof T & string
type Holding<T, V> = { [P in Attribute<T>]-?: NonNullable<T[P]> extends V ? P : never }[Attribute<T>]
/** Attributes that a condition can compare. */
type Comparable<T> = Holding<T, Scalar>
/** Attributes with an order: numbers, and strings such as times. */
type Ordered<T> = Holding<T, string> | Holding<T, number>
export type NumberOf<T> = Holding<T, number>
type Value<T, P extends keyof T> = NonNullable<T[P]>

/** Conditions on items of one type. A comparison with a missing attribute is false. */
export interface On<T> {
  exists(path: Attribute<T>): Condition<T>
  absent(path: Attribute<T>): Condition<T>
  /** No item is stored under the key. */
  missing(): Condition<T>
  equals<P extends Comparable<T>>(path: P, value: Value<T, P>): Condition<T>
  /** The attribute is there, and has another value. */
  differs<P extends Comparable<T>>(path: P, value: Value<T, P>): Condition<T>
  /** Equals one of several values, at least one. */
  oneOf<P extends Comparable<T>>(path: P, values: readonly Value<T, P>[]): Condition<T>
  atLeast<P extends Ordered<T>>(path: P, value: Value<T, P>): Condition<T>
  atMost<P extends Ordered<T>>(path: P, value: Value<T, P>): Condition<T>
  /** Strictly after a time, or above a number. */
  later<P extends Ordered<T>>(path: P, value: Value<T, P>): Condition<T>
  /** Strictly before a time, or below a number. */
  earlier<P extends Ordered<T>>(path: P, value: Value<T, P>): Condition<T>
  /** One number strictly below another of the same item. */
  below(path: NumberOf<T>, attribute: NumberOf<T>): Condition<T>
  /** One number at or above another of the same item. */
  reaches(path: NumberOf<T>, attribute: NumberOf<T>): Condition<T>
}

const compare = (op: Comparison, path: string, than: Operand): Condition<unknown> => ({ op, path, than })

const constructors = {
  exists: (path: string): Condition<unknown> => ({ op: 'exists', path }),
  absent: (path: string): Condition<unknown> => ({ op: 'absent', path }),
  missing: (): Condition<unknown> => ({ op: 'absent', path: 'pk' }),
  equals: (path: string, value: Scalar) => compare('=', path, { value }),
  // DynamoDB finds a missing attribute different from every value.
  differs: (path: string, value: Scalar) => both(constructors.exists(path), compare('<>', path, { value })),
  // For the catalogue, a parameter name replaces the list.
  oneOf: (path: string, values: readonly Scalar[]): Condition<unknown> => ({ op: 'IN', path, values: [values].flat() }),
  atLeast: (path: string, value: Scalar) => compare('>=', path, { value }),
  atMost: (path: string, value: Scalar) => compare('<=', path, { value }),
  later: (path: string, value: Scalar) => compare('>', path, { value }),
  earlier: (path: string, value: Scalar) => compare('<', path, { value }),
  below: (path: string, attribute: string) => compare('<', path, { attribute }),
  reaches: (path: string, attribute: string) => compare('>=', path, { attribute }),
}

/** The constructors are untyped; the interface restricts callers to the attributes of the item. */
export const on = <T>(): On<T> => constructors as unknown as On<T>

export const always: Condition<unknown> = { op: 'always' }
export const both = <T>(...of: Condition<T>[]): Condition<T> => ({ op: 'AND', of })
export const either = <T>(...of: Condition<T>[]): Condition<T> => ({ op: 'OR', of })

/** An expression for DynamoDB with its placeholders. */
export interface Printed {
  readonly expression: string
  readonly names: Record<string, string>
  readonly values: Record<string, unknown>
}

/** Allocates placeholders, each name and value once, for all expressions of one action. */
export const placeholders = () => {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  const seen = new Map<string, string>()
  let count = 0
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
      const made = `:v${count}`
      count += 1
      values[made] = value
      return made
    },
  }
}

/** @returns the expression, or '' for an empty condition */
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
    case 'IN':
      return `${hand.name(condition.path)} IN (${condition.values.map((value) => hand.value(value)).join(', ')})`
    default: {
      const { path, op, than } = condition
      return `${hand.name(path)} ${op} ${'attribute' in than ? hand.name(than.attribute) : hand.value(than.value)}`
    }
  }
}

const printJunction = (op: 'AND' | 'OR', of: readonly Condition[], hand: Parameters<typeof print>[1]): string => {
  // An empty part of AND is ignored; an empty part of OR makes the whole empty, as in evaluate().
  if (op === 'OR' && of.some(asksNothing)) return ''
  const parts = of.filter((part) => !asksNothing(part)).map((part) => print(part, hand))
  if (parts.length <= 1) return parts.join('')
  return parts.map((part) => `(${part})`).join(` ${op} `)
}

const asksNothing = (condition: Condition): boolean =>
  condition.op === 'always' ||
  (condition.op === 'AND' && condition.of.every(asksNothing)) ||
  (condition.op === 'OR' && condition.of.some(asksNothing))

/** Evaluates a condition on an item (undefined: none is stored) as the engine does. */
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
    case 'IN':
      return condition.values.some((value) => holds('=', item?.[condition.path], value))
    default: {
      const { path, op, than } = condition
      return holds(op, item?.[path], 'attribute' in than ? item?.[than.attribute] : than.value)
    }
  }
}

/** What a condition looks at, as conditions that hold while all of it is as in the item (undefined: none is stored). */
export const asIn = (condition: Condition, item: Item | undefined): Condition[] => {
  const same = (path: string): Condition => {
    const value = item?.[path]
    if (value === undefined) return { op: 'absent', path }
    if (typeof value === 'object') throw new Error(`A condition compares ${path}, which is no scalar.`)
    return { op: '=', path, than: { value: value as Scalar } }
  }
  switch (condition.op) {
    case 'always':
      return []
    case 'exists':
    case 'absent':
      return [{ op: evaluate(condition, item) ? condition.op : OTHER[condition.op], path: condition.path }]
    case 'AND':
    case 'OR':
      return condition.of.flatMap((part) => asIn(part, item))
    case 'IN':
      return [same(condition.path)]
    default:
      return [same(condition.path), ...('attribute' in condition.than ? [same(condition.than.attribute)] : [])]
  }
}

const OTHER = { exists: 'absent', absent: 'exists' } as const

const holds = (op: Comparison, left: unknown, right: unknown): boolean => {
  if (op === '<>') return !holds('=', left, right)
  // Values of different types are unequal and unordered; a missing value equals nothing.
  if (left === undefined || typeof left !== typeof right) return false
  if (op === '=') return left === right
  if (typeof left === 'boolean') return false
  const order = typeof left === 'string' ? byBytes(left, right as string) : (left as number) - (right as number)
  if (op === '<') return order < 0
  if (op === '<=') return order <= 0
  return op === '>' ? order > 0 : order >= 0
}

/** DynamoDB orders strings by UTF-8 bytes, JavaScript by UTF-16 units; the orders differ for characters above U+FFFF. */
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))
