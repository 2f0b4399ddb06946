// Evaluates conditions, and rejects conditions that DynamoDB rejects.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { invalid } from './failure.ts'
import { valueAt } from './path.ts'
import type { Scope } from './scope.ts'
import type { Comparator, Condition, Operand, Test } from './syntax.ts'
import { compare, compareTexts, elementsOf, type Item, isEqual, isType, type Type, typeOf } from './value.ts'

/** Whether the condition holds for an item (undefined: none is stored). */
export const isMet = (condition: Condition, item: Item | undefined, scope: Scope): boolean => {
  switch (condition.kind) {
    case 'and':
      return condition.of.every((part) => isMet(part, item, scope))
    case 'or':
      return condition.of.some((part) => isMet(part, item, scope))
    case 'not':
      return !isMet(condition.of, item, scope)
    case 'test':
      return passes(
        condition.test,
        condition.operands.map((one) => found(one, item, scope)),
      )
    case 'in': {
      const [wanted, ...all] = condition.operands.map((one) => found(one, item, scope))
      return all.some((one) => isSame(wanted, one))
    }
    case 'between': {
      const [value, low, high] = condition.operands.map((one) => found(one, item, scope))
      return isOrdered('>=', value, low, scope) && isOrdered('<=', value, high, scope)
    }
    default: {
      const [left, right] = condition.operands.map((one) => found(one, item, scope))
      if (condition.op === '=') return isSame(left, right)
      return condition.op === '<>' ? !isSame(left, right) : isOrdered(condition.op, left, right, scope)
    }
  }
}

type Found = AttributeValue | undefined

const found = (operand: Operand, item: Item | undefined, scope: Scope): Found => {
  if (operand.kind === 'value') return scope.value(operand.name)
  const value = valueAt(item, operand.path, scope)
  return operand.kind === 'path' ? value : lengthOf(value)
}

const lengthOf = (value: Found): Found => {
  const { S, B, L, M } = value ?? {}
  const length =
    S?.length ?? B?.length ?? L?.length ?? (M && Object.keys(M).length) ?? (value && elementsOf(value)?.length)
  return length === undefined ? undefined : { N: String(length) }
}

const isSame = (left: Found, right: Found): boolean => left !== undefined && right !== undefined && isEqual(left, right)

const isOrdered = (op: Comparator, left: Found, right: Found, { order }: Scope): boolean => {
  const difference = left && right && compare(left, right, order)
  if (difference === undefined) return false
  if (op === '<') return difference < 0
  if (op === '<=') return difference <= 0
  return op === '>' ? difference > 0 : difference >= 0
}

const passes = (test: Test, [value, wanted]: readonly Found[]): boolean => {
  if (test === 'attribute_exists') return value !== undefined
  if (test === 'attribute_not_exists') return value === undefined
  if (!value || !wanted) return false
  if (test === 'attribute_type') return typeOf(value) === wanted.S
  return test === 'begins_with' ? beginsWith(value, wanted) : contains(value, wanted)
}

const beginsWith = (value: AttributeValue, wanted: AttributeValue): boolean => {
  if (value.S !== undefined && wanted.S !== undefined) return value.S.startsWith(wanted.S)
  if (!value.B || !wanted.B) return false
  return Buffer.compare(value.B.subarray(0, wanted.B.length), wanted.B) === 0
}

const contains = (value: AttributeValue, wanted: AttributeValue): boolean => {
  if (value.S !== undefined) return wanted.S !== undefined && value.S.includes(wanted.S)
  if (value.B) return wanted.B !== undefined && Buffer.from(value.B).includes(Buffer.from(wanted.B))
  return (value.L ?? elementsOf(value) ?? []).some((element) => isEqual(element, wanted))
}

/** Types with an order. */
const ORDERED: readonly Type[] = ['S', 'N', 'B']

/** @throws if DynamoDB rejects the condition regardless of stored data */
export const refuseTypes = (use: string, condition: Condition, scope: Scope): void => {
  const literal = (operand: Operand | undefined): Found =>
    operand?.kind === 'value' ? scope.value(operand.name) : undefined
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.of) refuseTypes(use, part, scope)
      return
    case 'not':
      refuseTypes(use, condition.of, scope)
      return
    case 'in':
      return
    case 'between': {
      for (const operand of condition.operands) refuseType(use, 'BETWEEN', literal(operand), ORDERED)
      const [, low, high] = condition.operands.map(literal)
      refuseBounds(use, low, high)
      return
    }
    case 'compare': {
      refuseSameOperands(use, condition.op, condition.operands, scope)
      if (condition.op === '=' || condition.op === '<>') return
      for (const operand of condition.operands) refuseType(use, condition.op, literal(operand), ORDERED)
      return
    }
    default: {
      const [first, second] = condition.operands
      if (condition.test.startsWith('attribute_') && first?.kind !== 'path')
        throw invalid(
          `Invalid ${use}: Operator or function requires a document path; operator or function: ${condition.test}`,
        )
      if (condition.operands.length > 1) refuseSameOperands(use, condition.test, condition.operands, scope)
      if (condition.test === 'begins_with')
        for (const operand of condition.operands) refuseType(use, 'begins_with', literal(operand), ['S', 'B'])
      if (condition.test === 'attribute_type') refuseTypeName(use, literal(second))
    }
  }
}

const refuseType = (use: string, operator: string, value: Found, allowed: readonly Type[]): void => {
  if (value && !allowed.includes(typeOf(value)))
    throw invalid(
      `Invalid ${use}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
    )
}

const refuseTypeName = (use: string, value: Found): void => {
  refuseType(use, 'attribute_type', value, ['S'])
  if (value?.S === undefined || !isType(value.S))
    throw invalid(
      `Invalid ${use}: Invalid attribute type name found; type: ${value?.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    )
}

const refuseBounds = (use: string, low: Found, high: Found): void => {
  if (!low || !high) return
  if (typeOf(low) !== typeOf(high))
    throw invalid(
      `Invalid ${use}: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: ${shown(low)}, upper bound operand: AttributeValue: ${shown(high)}`,
    )
  if ((compare(low, high, compareTexts) ?? 0) > 0)
    throw invalid(
      `Invalid ${use}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: ${shown(low)}, upper bound operand: AttributeValue: ${shown(high)}`,
    )
}

const shown = (value: AttributeValue): string => `{${typeOf(value)}:${value.S ?? value.N ?? '...'}}`

const refuseSameOperands = (use: string, operator: string, operands: readonly Operand[], scope: Scope): void => {
  const [left, right] = operands
  if (left?.kind === 'path' && right?.kind === 'path' && scope.shown(left.path) === scope.shown(right.path))
    throw invalid(
      `Invalid ${use}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${scope.shown(left.path)}`,
    )
}
