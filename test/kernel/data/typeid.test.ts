// Ids sort by creation time and match the TypeID specification.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typeId, typeIdPattern } from '#kernel/data/typeid.ts'
import { seedOfRun } from '#test/support/seed.ts'

const born = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })

test('is encoded as in the specification', () => {
  // 01890a5d-ac96-774b-bcce-b302099a8057 is its example.
  const random = Uint8Array.from(Buffer.from('774bbcceb302099a8057', 'hex'))
  expect(typeId('prefix', 0x01890a5dac96, random)).toBe('prefix_01h455vb4pex5vsknk084sn02q')
})

test('has the shape that its pattern asks for, with the version and variant of a UUIDv7', () => {
  fc.assert(
    fc.property(born, bytes, (at, random) => {
      const id = typeId('account', at, random)
      expect(id).toMatch(typeIdPattern('account'))
      expect(id).not.toMatch(typeIdPattern('user'))
      const bits = [...id.slice('account_'.length)].reduce(
        (sum, letter) => (sum << 5n) | BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(letter)),
        0n,
      )
      expect([(bits >> 76n) & 15n, (bits >> 62n) & 3n, Number(bits >> 80n)]).toEqual([7n, 2n, at])
    }),
    { seed: seedOfRun },
  )
})

test('sorts by creation time, for any random bytes', () => {
  fc.assert(
    fc.property(born, born, bytes, bytes, (one, other, a, b) => {
      fc.pre(one !== other)
      expect(typeId('match', one, a) < typeId('match', other, b)).toBe(one < other)
    }),
    { seed: seedOfRun },
  )
})

test('tells as many apart as there is chance in it', () => {
  const made = Array.from({ length: 256 }, (_, byte) => typeId('user', 1, new Uint8Array(10).fill(byte)))
  // Six of the 80 bits hold version and variant; each byte still changes the id.
  expect(new Set(made).size).toBe(256)
})

const sound = typeId('account', 1, new Uint8Array(10))
test.each([
  ['another prefix', sound.replace('account', 'user')],
  ['upper case', sound.toUpperCase()],
  ['a letter too few', sound.slice(0, -1)],
  ['a letter too many', `${sound}0`],
  ['a letter that is none', `${sound.slice(0, -1)}u`],
  ['more than 128 bits', sound.replace('_0', '_8')],
  ['a line end', `${sound}\n`],
  ['no prefix', sound.slice('account_'.length)],
])('%s is no id of an account', (_, id) => {
  expect(sound).toMatch(typeIdPattern('account'))
  expect(id).not.toMatch(typeIdPattern('account'))
})

test.each([Number.NaN, 0.5, -1, 2 ** 48])('refuses the time %s', (time) => {
  expect(() => typeId('account', time, new Uint8Array(10))).toThrow(RangeError)
})
