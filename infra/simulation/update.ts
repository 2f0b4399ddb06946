// Applies updates, and rejects updates that DynamoDB rejects.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { add, subtract } from './decimal.ts'
import { invalid } from './failure.ts'
import { putAt, refuseOverlaps, resolved, valueAt } from './path.ts'
import type { Scope } from './scope.ts'
import type { Path, Source, Update } from './syntax.ts'
import { elementsOf, type Item, isEqual, typeOf } from './value.ts'

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type'

/** @throws if DynamoDB rejects the update regardless of stored data */
export const refuseUpdate = (update: Update, keyNames: readonly string[], scope: Scope): void => {
  const paths = pathsOf(update)
  refuseOverlaps('UpdateExpression', paths, scope)
  for (const { to } of update.set) refuseSource(to, scope)
  for (const { by } of update.add) refuseOperand('ADD', scope.value(by), ['N', 'SS', 'NS', 'BS'])
  for (const { by } of update.delete) refuseOperand('DELETE', scope.value(by), ['SS', 'NS', 'BS'])
  for (const [first] of paths) {
    const name = scope.attribute(String(first))
    if (keyNames.includes(name))
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      )
  }
}

/** All paths that the update writes. */
export const pathsOf = ({ set, remove, add: added, delete: deleted }: Update): Path[] => [
  ...set.map(({ path }) => path),
  ...remove,
  ...added.map(({ path }) => path),
  ...deleted.map(({ path }) => path),
]

const refuseOperand = (operator: string, value: AttributeValue, allowed: readonly string[]): void => {
  if (!allowed.includes(typeOf(value)))
    throw invalid(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${typeOf(value)}`,
    )
}

const refuseSource = (source: Source, scope: Scope): void => {
  if (source.kind === 'size')
    throw invalid('Invalid UpdateExpression: The function is not allowed in an update expression; function: size')
  if (source.kind === 'if_not_exists') refuseSource(source.otherwise, scope)
  for (const part of 'of' in source ? source.of : []) {
    refuseSource(part, scope)
    if (part.kind === 'value')
      refuseOperand(source.kind, scope.value(part.name), [source.kind === 'list_append' ? 'L' : 'N'])
  }
}

/** @param item before the update; only its key if none was stored */
export const updated = (item: Item, { set, remove, add: added, delete: deleted }: Update, scope: Scope): Item => {
  const made = { ...item }
  const put = (path: Path, value: AttributeValue | undefined): void => putAt(made, resolved(path, scope), value)
  // All operands are read before any path is written.
  const sources = set.map(({ path, to }) => [path, sourceValue(to, item, scope)] as const)
  const sums = added.map(({ path, by }) => [path, sumOf(valueAt(item, path, scope), scope.value(by))] as const)
  const rests = deleted.map(({ path, by }) => [path, restOf(valueAt(item, path, scope), scope.value(by))] as const)
  for (const [path, value] of [...sources, ...sums, ...rests]) put(path, value)
  // From the last list element to the first: a removal shifts the following elements.
  for (const path of remove.toSorted((left, right) => lastPlace(right) - lastPlace(left))) put(path, undefined)
  return made
}

const lastPlace = (path: Path): number => {
  const last = path.at(-1)
  return typeof last === 'number' ? last : -1
}

const sourceValue = (source: Source, item: Item, scope: Scope): AttributeValue => {
  if (source.kind === 'value') return scope.value(source.name)
  if (source.kind === 'if_not_exists')
    return valueAt(item, source.path, scope) ?? sourceValue(source.otherwise, item, scope)
  if ('of' in source) {
    const [left, right] = [sourceValue(source.of[0], item, scope), sourceValue(source.of[1], item, scope)]
    if (source.kind !== 'list_append') return totalOf(source.kind, left, right)
    if (!left.L || !right.L) throw invalid(WRONG_TYPE)
    return { L: [...left.L, ...right.L] }
  }
  const value = source.kind === 'path' ? valueAt(item, source.path, scope) : undefined
  if (!value) throw invalid('The provided expression refers to an attribute that does not exist in the item')
  return value
}

const totalOf = (sign: '+' | '-', left: AttributeValue, right: AttributeValue): AttributeValue => {
  if (left.N === undefined || right.N === undefined) throw invalid(WRONG_TYPE)
  return { N: sign === '+' ? add(left.N, right.N) : subtract(left.N, right.N) }
}

const sumOf = (there: AttributeValue | undefined, by: AttributeValue): AttributeValue => {
  if (!there) return by
  if (by.N !== undefined) return totalOf('+', there, by)
  if (typeOf(there) !== typeOf(by)) throw invalid(WRONG_TYPE)
  const [known = [], more = []] = [elementsOf(there), elementsOf(by)]
  return setOf(there, [...known, ...more.filter((one) => !known.some((other) => isEqual(one, other)))])
}

/** @returns undefined if the set would be empty */
const restOf = (there: AttributeValue | undefined, by: AttributeValue): AttributeValue | undefined => {
  if (!there) return undefined
  if (typeOf(there) !== typeOf(by)) throw invalid(WRONG_TYPE)
  const left = elementsOf(there)?.filter((one) => !elementsOf(by)?.some((other) => isEqual(one, other))) ?? []
  return left.length > 0 ? setOf(there, left) : undefined
}

/** A set of the elements, with the type of another set. */
const setOf = (like: AttributeValue, elements: readonly AttributeValue[]): AttributeValue => {
  if (like.SS) return { SS: elements.flatMap(({ S }) => S ?? []) }
  if (like.NS) return { NS: elements.flatMap(({ N }) => N ?? []) }
  return { BS: elements.flatMap(({ B }) => B ?? []) }
}
