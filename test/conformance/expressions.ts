// Generated items, conditions, updates and projections.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Random } from './random.ts'

export type Wire = Record<string, AttributeValue>

/** Texts whose order differs between UTF-8 and UTF-16, and others. */
const TEXTS = ['', 'a', 'ab', 'b', 'Z', 'é', '\uffff', '\u{10000}', '0']
const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '2.50',
  '1e3',
  '-0.001',
  '12345678901234567890',
  '99999999999999999999999999999999999999',
]
/** Attributes that are no keys, each mostly of one type. */
const ATTRIBUTES = ['n', 'c', 's', 'b', 'u', 'l', 'm', 'x', 'ns', 'bin'] as const
type Attribute = (typeof ATTRIBUTES)[number]

const bytes = (random: Random): Uint8Array => Uint8Array.from([random.below(3), 255, random.below(2)])

const usual = (random: Random, name: Attribute): AttributeValue => {
  switch (name) {
    case 'n':
    case 'c':
      return { N: random.one(NUMBERS) }
    case 's':
      return { S: random.one(TEXTS) }
    case 'b':
      return random.chance(0.8) ? { BOOL: random.chance(0.5) } : { NULL: true }
    case 'u':
      return { SS: random.some(TEXTS, 1 + random.below(3)) }
    case 'ns':
      return { NS: random.some(NUMBERS, 1 + random.below(3)) }
    case 'bin':
      return { B: bytes(random) }
    case 'l':
      return { L: Array.from({ length: random.below(3) }, () => scalar(random)) }
    case 'm':
      return { M: Object.fromEntries(random.some(['p', 'q'], random.below(3)).map((key) => [key, scalar(random)])) }
    default:
      return scalar(random)
  }
}

const scalar = (random: Random): AttributeValue =>
  random.one([{ N: random.one(NUMBERS) }, { S: random.one(TEXTS) }, { BOOL: random.chance(0.5) }])

export const attributes = (random: Random): Wire =>
  Object.fromEntries(random.some(ATTRIBUTES, random.below(5)).map((name) => [name, usual(random, name)]))

/** Names and values of one request, as its expressions come to need them. */
export class Hand {
  readonly names: Record<string, string> = {}
  readonly values: Wire = {}
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** The name as it is, or a placeholder of it. */
  name(name: string): string {
    if (this.#random.chance(0.4)) return name
    this.names[`#${name}`] = name
    return `#${name}`
  }

  value(value: AttributeValue): string {
    const made = `:v${Object.keys(this.values).length}`
    this.values[made] = value
    return made
  }

  get members() {
    return {
      ...(Object.keys(this.names).length > 0 ? { ExpressionAttributeNames: this.names } : {}),
      ...(Object.keys(this.values).length > 0 ? { ExpressionAttributeValues: this.values } : {}),
    }
  }
}

const ORDERED: readonly Attribute[] = ['n', 'c', 's', 'bin']
const COMPARATORS = ['=', '<>', '<', '<=', '>', '>=']

const path = (random: Random, hand: Hand): string => {
  if (random.chance(0.1)) return `${hand.name('m')}.${hand.name(random.one(['p', 'q']))}`
  if (random.chance(0.1)) return `${hand.name('l')}[${random.below(3)}]`
  return hand.name(random.one(ATTRIBUTES))
}

const comparison = (random: Random, hand: Hand): string => {
  const op = random.one(COMPARATORS)
  const name = random.one(op === '=' || op === '<>' ? ATTRIBUTES : ORDERED)
  if (random.chance(0.15)) return `${hand.name('n')} ${op} ${hand.name('c')}`
  const at = random.chance(0.15) ? path(random, hand) : hand.name(name)
  return `${at} ${op} ${hand.value(usual(random, name))}`
}

/** Constants in their order: reversed ones are refused. */
const between = (random: Random, hand: Hand): string => {
  const low = random.below(3)
  const [from, to] = random.chance(0.5)
    ? [{ N: String(low) }, { N: String(low + random.below(3)) }]
    : [{ S: 'a' }, { S: random.one(['a', 'b', '\uffff', '\u{10000}']) }]
  return `${hand.name(random.one(ORDERED))} BETWEEN ${hand.value(from)} AND ${hand.value(to)}`
}

const membership = (random: Random, hand: Hand): string => {
  const name = random.one(ATTRIBUTES)
  const values = Array.from({ length: 1 + random.below(3) }, () => hand.value(usual(random, name)))
  return `${hand.name(name)} IN (${values.join(', ')})`
}

const test = (random: Random, hand: Hand): string => {
  const at = path(random, hand)
  switch (random.below(6)) {
    case 0:
      return `attribute_exists(${at})`
    case 1:
      return `attribute_not_exists(${at})`
    case 2:
      return `attribute_type(${at}, ${hand.value({ S: random.one(['S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'B']) })})`
    case 3:
      return `begins_with(${at}, ${hand.value({ S: random.one(TEXTS) })})`
    case 4:
      return `contains(${at}, ${hand.value(scalar(random))})`
    default:
      return `size(${at}) ${random.one(COMPARATORS)} ${hand.value({ N: String(random.below(4)) })}`
  }
}

export const condition = (random: Random, hand: Hand, depth = 2): string => {
  const kind = depth === 0 ? random.below(4) : random.below(8)
  if (kind < 2) return comparison(random, hand)
  if (kind === 2) return random.chance(0.5) ? between(random, hand) : membership(random, hand)
  if (kind === 3) return test(random, hand)
  if (kind === 4) return `NOT ${single(random, hand, depth - 1)}`
  const word = kind === 5 ? ' OR ' : ' AND '
  return Array.from({ length: 2 }, () => single(random, hand, depth - 1)).join(word)
}

/** A condition that can stand beside others: in parentheses, unless it is simple. */
const single = (random: Random, hand: Hand, depth: number): string =>
  depth === 0 || random.chance(0.3) ? comparison(random, hand) : `(${condition(random, hand, depth)})`

/** The parts of an update, by clause. */
export type Clauses = Record<'SET' | 'REMOVE' | 'ADD' | 'DELETE', string[]>

export const update = (random: Random, hand: Hand): Clauses => {
  const clauses: Clauses = { SET: [], REMOVE: [], ADD: [], DELETE: [] }
  for (const name of random.some(ATTRIBUTES, 1 + random.below(4))) {
    const at = hand.name(name)
    const verb = random.one(['SET', 'SET', 'REMOVE', 'ADD', 'DELETE'])
    if (verb === 'REMOVE') clauses.REMOVE.push(at)
    else if (verb === 'ADD' && ['n', 'c', 'x', 'u', 'ns'].includes(name))
      clauses.ADD.push(`${at} ${hand.value(added(random, name))}`)
    else if (verb === 'DELETE' && name === 'u')
      clauses.DELETE.push(`${at} ${hand.value({ SS: random.some(TEXTS, 2) })}`)
    else clauses.SET.push(`${at} = ${source(random, hand, name, at)}`)
  }
  return clauses
}

export const printed = (clauses: Clauses): string =>
  Object.entries(clauses)
    .filter(([, parts]) => parts.length > 0)
    .map(([verb, parts]) => `${verb} ${parts.join(', ')}`)
    .join(' ')

const added = (random: Random, name: Attribute): AttributeValue => {
  if (name === 'u') return { SS: random.some(TEXTS, 2) }
  return name === 'ns' ? { NS: random.some(NUMBERS, 2) } : { N: random.one(NUMBERS) }
}

const source = (random: Random, hand: Hand, name: Attribute, at: string): string => {
  const number = () => hand.value({ N: random.one(NUMBERS) })
  switch (random.below(6)) {
    case 0:
      return `${hand.name('n')} ${random.one(['+', '-'])} ${number()}`
    case 1:
      return `if_not_exists(${at}, ${hand.value(usual(random, name))})`
    case 2:
      return `if_not_exists(${hand.name('c')}, ${number()}) + ${number()}`
    case 3:
      if (name !== 'l') return hand.value(usual(random, name))
      return `list_append(if_not_exists(${at}, ${hand.value({ L: [] })}), ${hand.value({ L: [scalar(random)] })})`
    default:
      return hand.value(usual(random, name))
  }
}

export const projection = (random: Random, hand: Hand): string =>
  random
    .some([...ATTRIBUTES, 'pk', 'sk'], 1 + random.below(3))
    .map((name) => hand.name(name))
    .join(', ')
