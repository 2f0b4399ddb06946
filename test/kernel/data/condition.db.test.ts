// One value prints and evaluates: whatever the engine says of a printed condition, evaluate() must say too.

import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { beforeAll, expect, inject, test } from 'vitest'
import { createTable } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { always, both, type Condition, either, evaluate, on, placeholders, print } from '#kernel/data/condition.ts'
import { seedOfRun } from '#test/support/seed.ts'

const TABLE = 'conditions'
const KEY = { pk: 'item', sk: 'item' }
let db: DynamoDBDocumentClient

beforeAll(async () => {
  db = documentClient(inject('endpoint'))
  await createTable(db, TABLE)
})

// biome-ignore lint/suspicious/noExplicitAny: every attribute may hold a value of every type
const { exists, absent, equals, differs, oneOf, atLeast, atMost, later, below } = on<Record<'a' | 'b' | 'c', any>>()
const path = fc.constantFrom('a' as const, 'b' as const, 'c' as const)
const scalar = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom('', 'a', 'b', '0', '\uffff', '\u{10000}'),
  fc.boolean(),
)
// A condition may not order booleans; the engine refuses the expression.
const ordered = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('a', 'b', '0', '\uffff', '\u{10000}'))
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant(always),
  path.map((p) => exists(p)),
  path.map((p) => absent(p)),
  fc.tuple(path, scalar).map(([p, v]) => equals(p, v)),
  fc.tuple(path, scalar).map(([p, v]) => differs(p, v)),
  fc.tuple(path, fc.array(scalar, { minLength: 1, maxLength: 3 })).map(([p, v]) => oneOf(p, v)),
  fc.tuple(path, ordered).map(([p, v]) => atLeast(p, v)),
  fc.tuple(path, ordered).map(([p, v]) => atMost(p, v)),
  fc.tuple(path, ordered).map(([p, v]) => later(p, v)),
  fc
    .tuple(path, path)
    .filter(([p, q]) => p !== q)
    .map(([p, q]) => below(p, q)),
)
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of) => both(...of)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of) => either(...of)),
  ),
}))
const stored = fc.option(fc.dictionary(path, scalar, { maxKeys: 3 }), { nil: undefined })

const engineSays = async (asked: Condition, item: object | undefined): Promise<boolean> => {
  if (item) await db.send(new PutCommand({ TableName: TABLE, Item: { ...KEY, ...item } }))
  else await db.send(new DeleteCommand({ TableName: TABLE, Key: KEY }))
  const hand = placeholders()
  const expression = print(asked, hand)
  if (expression === '') return true
  const check = {
    TableName: TABLE,
    Key: KEY,
    ConditionExpression: expression,
    ExpressionAttributeNames: hand.names,
    ...(Object.keys(hand.values).length > 0 ? { ExpressionAttributeValues: hand.values } : {}),
  }
  try {
    await db.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: check }] }))
    return true
  } catch (error) {
    const reasons = (error as { CancellationReasons?: { Code: string }[] }).CancellationReasons
    if (reasons?.[0]?.Code !== 'ConditionalCheckFailed') throw error
    return false
  }
}

test('evaluate() says what the engine says', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(condition, stored, async (asked, item) => {
      expect(evaluate(asked, item)).toBe(await engineSays(asked, item))
    }),
    { seed: seedOfRun, numRuns: 1500 },
  )
})

test('an attribute that is missing has no order', () => {
  expect(evaluate(atMost('a', 1), {})).toBe(false)
  expect(evaluate(below('a', 'b'), { a: 1 })).toBe(false)
})

test('an empty part asks nothing, in print as in evaluation', () => {
  const hand = placeholders()
  expect(print(both(always, exists('a')), hand)).toBe('attribute_exists(#n0)')
  expect(print(either(always, exists('a')), hand)).toBe('')
  expect(evaluate(either(always, exists('a')), {})).toBe(true)
})
