// Fixed sequences about sizes: what units they cost, and where requests and pages end.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Wire } from './expressions.ts'
import type { Stage, Step } from './sequence.ts'

const KILOBYTE = 1024
const COUNTED = { ReturnConsumedCapacity: 'INDEXES' }

const keyOf = ({ prefix }: Stage, sk: string): Wire => ({ pk: { S: `${prefix}sizes` }, sk: { S: sk } })

const put = (stage: Stage, sk: string, item: Wire): Step => ({
  command: 'PutItem',
  input: { TableName: stage.TableName, Item: { ...item, ...keyOf(stage, sk) }, ...COUNTED },
})

const get = (stage: Stage, sk: string): Step => ({
  command: 'GetItem',
  input: { TableName: stage.TableName, Key: keyOf(stage, sk), ConsistentRead: true, ...COUNTED },
})

const transactPut = (stage: Stage, items: readonly (readonly [string, Wire])[]): Step => ({
  command: 'TransactWriteItems',
  input: {
    TransactItems: items.map(([sk, item]) => ({
      Put: { TableName: stage.TableName, Item: { ...item, ...keyOf(stage, sk) } },
    })),
    ...COUNTED,
  },
})

const text = (length: number): AttributeValue => ({ S: 'x'.repeat(length) })

/** Values of each type, over which the size of an item is taken across a kilobyte. */
const VALUES: readonly AttributeValue[] = [
  { N: '0' },
  { N: '-1' },
  { N: '10' },
  { N: '123' },
  { N: '-12.5' },
  { N: '0.001' },
  { N: '12345678901234567890123456789012345678' },
  { S: 'é\u{10000}' },
  { BOOL: true },
  { NULL: true },
  { B: Uint8Array.from([1, 2, 3]) },
  { SS: ['a', 'bc'] },
  { NS: ['1', '23'] },
  { BS: [Uint8Array.from([1]), Uint8Array.from([2, 3])] },
  { L: [] },
  { L: [{ N: '1' }, { S: 'ab' }] },
  { M: {} },
  { M: { p: { S: 'q' }, r: { L: [{ BOOL: false }] } } },
]

/** Around one kilobyte, where one byte more costs a unit more. */
export const sizeSteps = (stage: Stage): Step[] =>
  VALUES.flatMap((value, at) => {
    const sk = `v${at}`
    return Array.from({ length: 40 }, (_, less) => put(stage, sk, { v: value, t: text(KILOBYTE - 60 + less) }))
  })

/** What is read, written and deleted at the boundaries of units. */
export const unitSteps = (stage: Stage): Step[] => [
  ...[4095, 4096, 4097, 8193].flatMap((size) => [
    put(stage, 'u', { t: text(size - 40) }),
    get(stage, 'u'),
    put(stage, 'u', { t: text(10), listPk: { S: 'L' }, listSk: text(900) }),
    put(stage, 'u', { t: text(size), listPk: { S: 'L' }, listSk: text(1000) }),
    transactPut(stage, [
      ['u', { t: text(size) }],
      ['w', { t: text(10) }],
    ]),
    { command: 'DeleteItem', input: { TableName: stage.TableName, Key: keyOf(stage, 'u'), ...COUNTED } },
  ]),
]

/** Pages end at one megabyte; transactions and items have limits of their own. */
export const limitSteps = (stage: Stage): Step[] => [
  ...['1', '2', '3', '4', '5', '6', '7'].map((sk) => put(stage, sk, { t: text(300 * KILOBYTE) })),
  ...[true, false].map(
    (ScanIndexForward): Step => ({
      command: 'Query',
      input: {
        ...{
          TableName: stage.TableName,
          KeyConditionExpression: 'pk = :p',
          ScanIndexForward,
          ProjectionExpression: 'sk',
        },
        ...{ ExpressionAttributeValues: { ':p': { S: `${stage.prefix}sizes` } }, ConsistentRead: true, ...COUNTED },
      },
    }),
  ),
  ...[-5, 0, 1].map((more) =>
    put(stage, 'most', { t: text(400 * KILOBYTE - `pksk${stage.prefix}sizesmostt`.length + more) }),
  ),
  transactPut(
    stage,
    Array.from({ length: 10 }, (_, at) => [`t${at}`, { t: text(390 * KILOBYTE) }]),
  ),
  transactPut(
    stage,
    Array.from({ length: 11 }, (_, at) => [`t${at}`, { t: text(390 * KILOBYTE) }]),
  ),
  transactPut(
    stage,
    Array.from({ length: 100 }, (_, at) => [`h${at}`, { t: text(10) }]),
  ),
]
