// The placeholders of one request: resolves them and checks that each is used.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { invalid } from './failure.ts'
import type { Condition, Operand, Path, Source, Update } from './syntax.ts'
import { type Order, storedValue } from './value.ts'

export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined
}

export class Scope {
  /** The order of strings. */
  readonly order: Order
  readonly #names: Readonly<Record<string, string>>
  readonly #values = new Map<string, AttributeValue>()
  readonly #unused: Set<string>

  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Placeholders, order: Order) {
    this.order = order
    this.#names = names ?? {}
    this.#unused = new Set(Object.keys(this.#names))
    if (names && this.#unused.size === 0) throw invalid('ExpressionAttributeNames must not be empty')
    if (values && Object.keys(values).length === 0) throw invalid('ExpressionAttributeValues must not be empty')
    for (const key of this.#unused) refuseKey(key, 'ExpressionAttributeNames', NAME)
    for (const [key, value] of Object.entries(values ?? {})) {
      refuseKey(key, 'ExpressionAttributeValues', VALUE)
      this.#values.set(key, storedValue(value))
      this.#unused.add(key)
    }
  }

  /** The attribute of a name or placeholder. */
  attribute(step: string): string {
    if (!step.startsWith('#')) return step
    return this.#names[step] ?? step
  }

  /** @throws if the placeholder was not checked before */
  value(name: string): AttributeValue {
    const value = this.#values.get(name)
    if (!value) throw undefinedValue('expression', name)
    return value
  }

  /** The path in messages. */
  shown(path: Path): string {
    return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : this.attribute(step))).join(', ')}]`
  }

  /** Marks placeholders as used. @throws if one is not defined */
  usePath(use: string, path: Path): void {
    for (const step of path) {
      if (typeof step === 'number' || !step.startsWith('#')) continue
      if (this.#names[step] === undefined)
        throw invalid(
          `Invalid ${use}: An expression attribute name used in the document path is not defined; attribute name: ${step}`,
        )
      this.#unused.delete(step)
    }
  }

  useValue(use: string, name: string): void {
    if (!this.#values.has(name)) throw undefinedValue(use, name)
    this.#unused.delete(name)
  }

  useOperand(use: string, operand: Operand): void {
    if (operand.kind === 'value') this.useValue(use, operand.name)
    else this.usePath(use, operand.path)
  }

  useCondition(use: string, condition: Condition): void {
    if ('operands' in condition) for (const operand of condition.operands) this.useOperand(use, operand)
    else if (condition.kind === 'not') this.useCondition(use, condition.of)
    else for (const part of condition.of) this.useCondition(use, part)
  }

  useUpdate({ set, remove, add, delete: deleted }: Update): void {
    for (const { path, to } of set) {
      this.usePath(UPDATE, path)
      this.#useSource(to)
    }
    for (const path of remove) this.usePath(UPDATE, path)
    for (const { path, by } of [...add, ...deleted]) {
      this.usePath(UPDATE, path)
      this.useValue(UPDATE, by)
    }
  }

  #useSource(source: Source): void {
    if ('of' in source) for (const part of source.of) this.#useSource(part)
    else if (source.kind === 'if_not_exists') {
      this.usePath(UPDATE, source.path)
      this.#useSource(source.otherwise)
    } else this.useOperand(UPDATE, source)
  }

  /** @throws if a placeholder is defined but not used */
  assertUsed(hasExpressions: boolean): void {
    if (this.#unused.size === 0) return
    for (const [sign, member] of MEMBERS) {
      const left = [...this.#unused].filter((key) => key.startsWith(sign))
      if (left.length === 0) continue
      if (!hasExpressions) throw invalid(`${member} can only be specified when using expressions`)
      throw invalid(`Value provided in ${member} unused in expressions: keys: {${left.join(', ')}}`)
    }
  }
}

const NAME = /^#\w+$/
const VALUE = /^:\w+$/
const UPDATE = 'UpdateExpression'
const MEMBERS = [
  ['#', 'ExpressionAttributeNames'],
  [':', 'ExpressionAttributeValues'],
] as const

const undefinedValue = (use: string, name: string): Error =>
  invalid(`Invalid ${use}: An expression attribute value used in expression is not defined; attribute value: ${name}`)

const refuseKey = (key: string, member: string, pattern: RegExp): void => {
  if (!pattern.test(key)) throw invalid(`${member} contains invalid key: Syntax error; key: "${key}"`)
}
