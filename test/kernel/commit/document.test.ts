// Items are converted as the SDK converts them.

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain, wired } from '#kernel/commit/document.ts'
import { seedOfRun } from '#test/support/seed.ts'

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(-0),
  fc.bigInt(),
  fc.uint8Array({ minLength: 1 }),
  fc.uniqueArray(fc.string(), { minLength: 1 }).map((all) => new Set(all)),
  fc.uniqueArray(fc.integer(), { minLength: 1 }).map((all) => new Set(all)),
)
const left = fc.constantFrom(undefined, () => 'a function')
const name = fc.string().filter((one) => one !== '__proto__')
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, left, fc.array(tie('value')), fc.dictionary(name, tie('value'))),
})).value
const item = fc.dictionary(name, value)

test('into the format of the wire, and back', () => {
  fc.assert(
    fc.property(item, (one) => {
      const expected = marshall(one, { removeUndefinedValues: true })
      expect(wired(one)).toEqual(expected)
      expect(plain(expected)).toEqual(unmarshall(expected))
    }),
    { seed: seedOfRun, numRuns: 1000 },
  )
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, new Set(), new (class Money {})()])(
  'what has no place in an item is refused: %s',
  (one) => {
    expect(() => marshall({ one }, { removeUndefinedValues: true })).toThrow()
    expect(() => wired({ one })).toThrow()
  },
)

test.each(['1.5', '9007199254740993', '-12345678901234567890', '1e3'])(
  'the number %s is read as the SDK reads it',
  (N) => {
    expect(plain({ one: { N } })).toEqual(unmarshall({ one: { N } }))
  },
)
