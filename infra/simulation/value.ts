// Attribute values: validation, comparison and size.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { compareNumbers, digitsOf, normal } from './decimal.ts'
import { invalid, unreadable } from './failure.ts'

export type Item = Readonly<Record<string, AttributeValue>>

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'] as const
export type Type = (typeof TYPES)[number]
export const isType = (name: string): boolean => TYPES.some((type) => type === name)

const MOST_LEVELS = 32

export const typeOf = (value: AttributeValue): Type => {
  const type = TYPES.find((name) => value[name] !== undefined)
  if (!type) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
  return type
}

/** The stored form of an item: canonical numbers. @throws if a value is not valid */
export const stored = (item: Item): Item => {
  const made: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(item)) made[wellFormed(name)] = storedValue(value)
  return made
}

export const storedValue = (value: AttributeValue, level = 1): AttributeValue => {
  if (value.S !== undefined) return wellFormed(value.S) === value.S ? value : { S: value.S }
  if (value.N !== undefined) return { N: normal(value.N) }
  if (value.M === undefined && value.L === undefined) return storedScalarOrSet(value)
  if (level > MOST_LEVELS)
    throw invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    )
  if (value.L) return { L: value.L.map((one) => storedValue(one, level + 1)) }
  const members: Record<string, AttributeValue> = {}
  for (const [name, one] of Object.entries(value.M)) members[wellFormed(name)] = storedValue(one, level + 1)
  return { M: members }
}

const storedScalarOrSet = (value: AttributeValue): AttributeValue => {
  if (value.NULL === false)
    throw invalid('One or more parameter values were invalid: Null attribute value types must have the value of true')
  if (value.SS) return { SS: distinct(value.SS.map(wellFormed), 'string') }
  if (value.NS) return { NS: distinct(value.NS.map(normal), 'number') }
  if (value.BS) {
    distinct(
      value.BS.map((bytes) => Buffer.from(bytes).toString('base64')),
      'binary',
    )
    return { BS: value.BS.map((bytes) => Uint8Array.from(bytes)) }
  }
  typeOf(value)
  return value.B ? { B: Uint8Array.from(value.B) } : value
}

const distinct = (elements: string[], kind: string): string[] => {
  if (elements.length === 0)
    throw invalid(`One or more parameter values were invalid: An ${kind} set  may not be empty`)
  if (new Set(elements).size < elements.length)
    throw invalid(
      `One or more parameter values were invalid: Input collection [${elements.join(', ')}] contains duplicates.`,
    )
  return elements
}

/** An unpaired surrogate has no UTF-8 encoding. */
const wellFormed = (text: string): string => {
  if (!text.isWellFormed()) throw unreadable('The request holds a text that is no UTF-8')
  return text
}

export const isEqual = (left: AttributeValue, right: AttributeValue): boolean => {
  if (left.S !== undefined) return left.S === right.S
  if (left.N !== undefined) return left.N === right.N
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL
  if (left.NULL !== undefined) return left.NULL === right.NULL
  if (left.B) return right.B !== undefined && Buffer.compare(left.B, right.B) === 0
  const [one, other] = [elementsOf(left), elementsOf(right)]
  if (one && other)
    return (
      typeOf(left) === typeOf(right) && one.length === other.length && one.every((element) => holds(other, element))
    )
  if (left.L) return left.L.length === right.L?.length && left.L.every((value, at) => isEqualAt(right.L?.[at], value))
  if (!left.M || !right.M) return false
  const members = right.M
  const names = Object.keys(left.M)
  return (
    names.length === Object.keys(members).length &&
    Object.entries(left.M).every(([name, value]) => isEqualAt(members[name], value))
  )
}

const isEqualAt = (left: AttributeValue | undefined, right: AttributeValue): boolean =>
  left !== undefined && isEqual(left, right)

const holds = (elements: readonly AttributeValue[], wanted: AttributeValue): boolean =>
  elements.some((element) => isEqual(element, wanted))

/** The elements of a set as values. */
export const elementsOf = ({ SS, NS, BS }: AttributeValue): AttributeValue[] | undefined =>
  SS?.map((S) => ({ S })) ?? NS?.map((N) => ({ N })) ?? BS?.map((B) => ({ B }))

/** Compares strings: negative if the left one sorts first. */
export type Order = (left: string, right: string) => number

/** @returns undefined if the values are not comparable: both must be strings, numbers or bytes */
export const compare = (left: AttributeValue, right: AttributeValue, order: Order): number | undefined => {
  if (left.S !== undefined && right.S !== undefined) return order(left.S, right.S)
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N)
  if (left.B && right.B) return Buffer.compare(left.B, right.B)
  return undefined
}

/** Compares strings by UTF-8 bytes. JavaScript compares UTF-16 units, which sorts surrogate pairs below U+E000 to U+FFFF. */
export const compareTexts: Order = (left, right) => {
  const least = Math.min(left.length, right.length)
  for (let at = 0; at < least; at += 1) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)]
    if (one !== other) return lifted(one) - lifted(other)
  }
  return left.length - right.length
}

const lifted = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)

const textSize = (text: string): number => Buffer.byteLength(text)

/** In bytes, as DynamoDB counts them. */
export const sizeOf = (item: Item): number => {
  let size = 0
  for (const [name, value] of Object.entries(item)) size += textSize(name) + valueSize(value)
  return size
}

const CONTAINER = 3

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return textSize(value.S)
  if (value.N !== undefined) return numberSize(value.N)
  if (value.B) return value.B.length
  const elements = elementsOf(value)
  if (elements) return elements.reduce((size, element) => size + valueSize(element), 0)
  if (value.L) return value.L.reduce((size, one) => size + 1 + valueSize(one), CONTAINER)
  if (value.M)
    return Object.entries(value.M).reduce((size, [name, one]) => size + 1 + textSize(name) + valueSize(one), CONTAINER)
  return 1
}

/** One byte per two digits plus one, and one for a sign. */
const numberSize = (text: string): number => Math.ceil(digitsOf(text) / 2) + 1 + (text.startsWith('-') ? 1 : 0)
