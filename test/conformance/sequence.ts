// Generated sequences of commands, by a seed: mostly valid, now and then with a mistake.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { attributes, condition, Hand, printed, projection, update, type Wire } from './expressions.ts'
import { type Mistake, mistakes } from './mistakes.ts'
import { type Random, randomOf } from './random.ts'

export interface Step {
  /** Such as PutItem. */
  readonly command: string
  readonly input: Record<string, unknown>
  readonly mistake?: string
  /** The index that is read, which may be late. */
  readonly index?: string
}

/** Where a sequence takes place: its partitions are its own. */
export interface Stage {
  readonly TableName: string
  readonly prefix: string
}

const SORTS = ['1', '2', 'Z', 'é', '\uffff', '\u{10000}']
const INDEXES = [
  ['list', 'listPk', 'listSk'],
  ['due', 'duePk', 'dueSk'],
] as const

export const partitionsOf = ({ prefix }: Stage): string[] => [`${prefix}a`, `${prefix}b`]
const indexPartition = ({ prefix }: Stage): string => `${prefix}i`

interface Draw {
  readonly random: Random
  readonly stage: Stage
}

const key = ({ random, stage }: Draw): Wire => ({
  pk: { S: random.one(partitionsOf(stage)) },
  sk: { S: random.one(SORTS) },
})

const keysOf = (draw: Draw, count: number): Wire[] => {
  const all = new Map(
    Array.from({ length: count }, () => key(draw)).map((one) => [`${one['pk']?.S}|${one['sk']?.S}`, one]),
  )
  return [...all.values()]
}

const indexKeys = ({ random, stage }: Draw, of: Wire): Wire => {
  const members: Wire = {}
  for (const [, pk, sk] of INDEXES) {
    if (random.chance(0.5)) members[pk] = { S: indexPartition(stage) }
    // Unlike those of other items: the order of equal ones means nothing.
    if (random.chance(0.8)) members[sk] = { S: `${random.one(SORTS)}${of['pk']?.S}${of['sk']?.S}` }
  }
  return members
}

const item = (draw: Draw, of: Wire = key(draw)): Wire => ({ ...attributes(draw.random), ...indexKeys(draw, of), ...of })

const ALL_OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }

const conditional = (draw: Draw, hand: Hand, probability: number): object => {
  if (!draw.random.chance(probability)) return {}
  const shown = draw.random.chance(0.7) ? ALL_OLD : {}
  const { random } = draw
  const ConditionExpression = random.chance(0.4)
    ? `${random.one(['attribute_exists', 'attribute_not_exists'])}(${hand.name('pk')})`
    : condition(random, hand)
  return { ConditionExpression, ...shown }
}

const put = (draw: Draw, of?: Wire) => {
  const hand = new Hand(draw.random)
  return { Item: item(draw, of), ...conditional(draw, hand, 0.4), ...hand.members }
}

const change = (draw: Draw, of: Wire = key(draw)) => {
  const hand = new Hand(draw.random)
  const clauses = update(draw.random, hand)
  if (draw.random.chance(0.3)) clauses.SET.push(...moves(draw, hand, of))
  return { Key: of, UpdateExpression: printed(clauses), ...conditional(draw, hand, 0.4), ...hand.members }
}

/** To another place in an index. */
const moves = ({ random, stage }: Draw, hand: Hand, of: Wire): string[] => {
  const [, pk, sk] = random.one(INDEXES)
  const values: [string, AttributeValue][] = [
    [pk, { S: indexPartition(stage) }],
    [sk, { S: `${random.one(SORTS)}${of['pk']?.S}${of['sk']?.S}` }],
  ]
  return values.map(([name, value]) => `${hand.name(name)} = ${hand.value(value)}`)
}

const deletion = (draw: Draw, of: Wire = key(draw)) => {
  const hand = new Hand(draw.random)
  return { Key: of, ...conditional(draw, hand, 0.4), ...hand.members }
}

const check = (draw: Draw, of: Wire) => {
  const hand = new Hand(draw.random)
  return { Key: of, ...conditional(draw, hand, 1), ...hand.members }
}

const alone = (draw: Draw, verb: 'Put' | 'Update' | 'Delete'): Step => {
  const { random, stage } = draw
  const returned =
    verb === 'Update' ? ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] : ['NONE', 'ALL_OLD']
  const asked = { Put: put, Update: change, Delete: deletion }[verb](draw)
  return {
    command: `${verb}Item`,
    input: { TableName: stage.TableName, ...asked, ReturnValues: random.one(returned) },
  }
}

const transaction = (draw: Draw, tokens: Map<string, object>): Step => {
  const { random, stage } = draw
  const repeated = random.chance(0.1) ? random.one([...tokens]) : undefined
  if (repeated)
    return { command: 'TransactWriteItems', input: { TransactItems: repeated[1], ClientRequestToken: repeated[0] } }
  const TransactItems = keysOf(draw, 1 + random.below(5)).map((of) => {
    const verb = random.one(['Put', 'Update', 'Update', 'Delete', 'ConditionCheck'] as const)
    const asked = { Put: put, Update: change, Delete: deletion, ConditionCheck: check }[verb](draw, of)
    return { [verb]: { TableName: stage.TableName, ...asked } }
  })
  // Under a known token another transaction is a mistake, and one without a token is one of its own.
  const known = random.chance(0.05) ? [...tokens.keys()][0] : undefined
  const token = known ?? (random.chance(0.4) ? `${stage.prefix}${tokens.size}` : undefined)
  if (token && !known) tokens.set(token, TransactItems)
  return { command: 'TransactWriteItems', input: { TransactItems, ...(token ? { ClientRequestToken: token } : {}) } }
}

const shown = ({ random }: Draw, hand: Hand, probability: number): object =>
  random.chance(probability) ? { ProjectionExpression: projection(random, hand) } : {}

const get = (draw: Draw): Step => {
  const hand = new Hand(draw.random)
  const ConsistentRead = draw.random.chance(0.7)
  const input = {
    TableName: draw.stage.TableName,
    Key: key(draw),
    ConsistentRead,
    ...shown(draw, hand, 0.2),
    ...hand.members,
  }
  return { command: 'GetItem', input }
}

const batchGet = (draw: Draw): Step => {
  const hand = new Hand(draw.random)
  const wanted = {
    Keys: keysOf(draw, 4),
    ConsistentRead: draw.random.chance(0.7),
    ...shown(draw, hand, 0.2),
    ...hand.members,
  }
  return { command: 'BatchGetItem', input: { RequestItems: { [draw.stage.TableName]: wanted } } }
}

const transactGet = (draw: Draw): Step => ({
  command: 'TransactGetItems',
  input: { TransactItems: keysOf(draw, 4).map((Key) => ({ Get: { TableName: draw.stage.TableName, Key } })) },
})

const query = (draw: Draw): Step => {
  const { random, stage } = draw
  const hand = new Hand(random)
  const index = random.chance(0.5) ? random.one(INDEXES) : undefined
  const [name, pk, sk] = index ?? [undefined, 'pk', 'sk']
  const partition = index ? indexPartition(stage) : random.one(partitionsOf(stage))
  const input = {
    TableName: stage.TableName,
    ...(name ? { IndexName: name } : { ConsistentRead: random.chance(0.7) }),
    KeyConditionExpression: `${hand.name(pk)} = ${hand.value({ S: partition })}${range(random, hand, sk)}`,
    ...(random.chance(0.3) ? { FilterExpression: condition(random, hand) } : {}),
    ...(random.chance(0.5) ? { Limit: 1 + random.below(4) } : {}),
    ...(random.chance(0.4) ? { ScanIndexForward: random.chance(0.5) } : {}),
    ...shown(draw, hand, 0.1),
    ...hand.members,
  }
  return { command: 'Query', input, ...(name ? { index: name } : {}) }
}

const range = (random: Random, hand: Hand, sk: string): string => {
  const sort = () => hand.value({ S: random.one(SORTS) })
  switch (random.below(5)) {
    case 0:
      return ` AND ${hand.name(sk)} ${random.one(['=', '<', '<=', '>', '>='])} ${sort()}`
    case 1:
      return ` AND ${hand.name(sk)} BETWEEN ${hand.value({ S: random.one(['0', '1', 'Z']) })} AND ${hand.value({ S: random.one(['é', '\uffff', '\u{10000}']) })}`
    case 2:
      return ` AND begins_with(${hand.name(sk)}, ${sort()})`
    default:
      return ''
  }
}

const batchWrite = (draw: Draw): Step => ({
  command: 'BatchWriteItem',
  input: {
    RequestItems: {
      [draw.stage.TableName]: keysOf(draw, 3).map((of) =>
        draw.random.chance(0.7) ? { PutRequest: { Item: item(draw, of) } } : { DeleteRequest: { Key: of } },
      ),
    },
  },
})

const MISTAKES = 0.12

export const sequenceOf = (seed: number, stage: Stage): Step[] => {
  const random = randomOf(seed)
  const draw = { random, stage }
  const tokens = new Map<string, object>()
  const kinds: (() => Step)[] = [
    () => alone(draw, 'Put'),
    () => alone(draw, 'Put'),
    () => alone(draw, 'Update'),
    () => alone(draw, 'Update'),
    () => alone(draw, 'Delete'),
    () => transaction(draw, tokens),
    () => transaction(draw, tokens),
    () => transaction(draw, tokens),
    () => get(draw),
    () => batchGet(draw),
    () => transactGet(draw),
    () => query(draw),
    () => query(draw),
    () => batchWrite(draw),
  ]
  return Array.from({ length: 6 + random.below(12) }, () => {
    const step = random.one(kinds)()
    const ReturnConsumedCapacity = random.one(['TOTAL', 'INDEXES'])
    const asked = { ...step, input: { ...step.input, ReturnConsumedCapacity } }
    return random.chance(MISTAKES) ? mistaken(random, asked) : asked
  })
}

const mistaken = (random: Random, step: Step): Step => {
  const fitting = Object.entries<Mistake>(mistakes).filter(([, { of }]) => of.includes(step.command))
  if (fitting.length === 0) return step
  const [name, { make }] = random.one(fitting)
  const input = make(structuredClone(step.input))
  return input ? { ...step, input, mistake: name } : step
}
