// Texts that parseJson accepts like JSON.parse, and texts that it rejects although JSON.parse repairs them.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '#kernel/data/json.ts'
import { seedOfRun } from '#test/support/seed.ts'

test('agrees with JSON.parse on what JSON.stringify writes', () => {
  const value = fc.jsonValue({ maxDepth: 5 }).filter((one) => !JSON.stringify(one).includes('__proto__'))
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (one, indent) => {
      const text = JSON.stringify(one, null, indent)
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
    { seed: seedOfRun, numRuns: 500 },
  )
})

test.each(['1', '1.0', '1e3', '1.5e1', '100e-2', '0', '-0', '0.0', '1E+2', '0e-5', '9007199254740991'])(
  '%s is the number it says',
  (text) => {
    expect(parseJson(text)).toBe(Number(text))
  },
)

test.each([
  '1.00000000000000000001',
  '100000000000000000001e-1',
  '1e-400',
  '4503599627370497.5e1'.replace('e1', '00000000001'),
])('%s is not rounded to a whole number', (text) => {
  expect(parseJson(text)).not.toSatisfy(Number.isInteger)
})

test.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"x":{"__proto__":1}}',
  `${'['.repeat(33)}${']'.repeat(33)}`,
  '{',
  '',
  '01',
  '[1,]',
])('%s is refused', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError)
})

test('the same name in two objects is no repetition', () => {
  expect(parseJson('{"a":{"a":1},"b":[{"a":2},{"a":3}]}')).toEqual({ a: { a: 1 }, b: [{ a: 2 }, { a: 3 }] })
})
