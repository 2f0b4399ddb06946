// Where an engine is known to differ from DynamoDB, and with it from the table in memory. `embedded` is @dynoxide 1.2.1.

import type { Step } from './sequence.ts'
import { type Reply, textOf } from './sides.ts'

interface Difference {
  readonly reason: string
  readonly applies: (step: Step, ours: Reply, theirs: Reply) => boolean
}

const errorOf = (reply: Reply): string | undefined => ('error' in reply ? reply.error : undefined)

/** The table refuses a request as invalid that the engine takes. */
const overlooks =
  (...names: string[]): Difference['applies'] =>
  ({ mistake = '' }, ours, theirs) =>
    names.includes(mistake) && errorOf(ours) === 'ValidationException' && errorOf(theirs) !== 'ValidationException'

/** By name. */
export type Differences = Readonly<Record<string, Difference>>

export const embedded: Differences = {
  'a bad expression cancels a transaction': {
    reason:
      'AWS answers ValidationException. The engine reads expressions as it executes, and cancels with ValidationError.',
    applies: ({ command }, ours, theirs) =>
      command === 'TransactWriteItems' &&
      errorOf(ours) === 'ValidationException' &&
      'error' in theirs &&
      textOf(theirs.reasons ?? []).includes('"ValidationError"'),
  },
  'types of constants are not checked': {
    reason:
      'AWS refuses a condition whose constants can have no order, no such type or no such bounds. The engine says that it does not hold.',
    applies: overlooks(
      ...['an order of truth values', 'an unknown type', 'a beginning that is a number', 'a comparison with itself'],
      ...['bounds the wrong way round', 'bounds of two types', 'an existing value'],
    ),
  },
  'placeholders may be left over': {
    reason:
      'AWS refuses names and values that no expression uses. The engine ignores them in transactions, and elsewhere says first that a condition does not hold.',
    applies: overlooks('an unused value in a transaction', 'an unused value', 'an unused name'),
  },
  'two actions in one member': {
    reason: 'AWS refuses them. The engine takes one of the two.',
    applies: overlooks('two actions in one'),
  },
  'a starting key of another partition': {
    reason: 'AWS refuses it. The engine answers with an empty page.',
    applies: overlooks('a starting key of another partition'),
  },
  'the old item of a new one': {
    reason: 'ALL_OLD of an update that creates the item: AWS has no attributes to return. The engine returns the key.',
    applies: ({ command, input }, ours, theirs) =>
      command === 'UpdateItem' &&
      input['ReturnValues'] === 'ALL_OLD' &&
      'output' in ours &&
      'output' in theirs &&
      textOf({ ...ours.output, Attributes: input['Key'] }) === textOf(theirs.output),
  },
  'the item that fills a page': {
    reason:
      'A page of AWS ends with the item that makes it reach 1 MB (full pages are charged 128.5 units). The engine counts that item and leaves it to the next page.',
    applies: ({ command, input }, ours, theirs) =>
      command === 'Query' &&
      !input['FilterExpression'] &&
      'output' in ours &&
      'output' in theirs &&
      Number(theirs.output['ScannedCount']) === Number(theirs.output['Count']) + 1,
  },
  'sets of numbers in another form': {
    reason:
      'ADD of 2.50 to a set that holds 2.5 changes nothing on AWS. The engine unites texts, and finds the number twice.',
    applies: ({ input }, _, theirs) => {
      const asked = textOf(input)
      const refused = errorOf(theirs) === 'ValidationException' || textOf(theirs).includes('"ValidationError"')
      return refused && /ADD [^"]*\bns\b/.test(asked) && /"NS":\[[^\]]*"(2\.50|1e3)"/.test(asked)
    },
  },
}
