// A cursor leads to its position in its own list, and nowhere else.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Problem } from '#kernel/data/problem.ts'
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.ts'
import { seedOfRun } from '#test/support/seed.ts'

const position = fc.dictionary(fc.constantFrom('pk', 'sk', 'listPk', 'listSk'), fc.string({ unit: 'grapheme' }))
const list = fc.string({ unit: 'grapheme' })
const refused = (cursor: string, of: string): string => {
  try {
    decodeCursor(cursor, of)
    return 'taken'
  } catch (error) {
    return error instanceof Problem ? error.kind.code : String(error)
  }
}

test('leads back to its place', () => {
  fc.assert(
    fc.property(position, list, (place, of) => {
      const cursor = encodeCursor(place, of)
      expect(decodeCursor(cursor, of)).toEqual(place)
      expect(encodeURIComponent(cursor)).toBe(cursor)
    }),
    { seed: seedOfRun },
  )
})

test('is refused by another list', () => {
  fc.assert(
    fc.property(position, list, list, (place, one, other) => {
      fc.pre(one !== other)
      expect(refused(encodeCursor(place, one), other)).toBe('invalid-cursor')
    }),
    { seed: seedOfRun },
  )
})

test('is refused with any one letter changed, dropped or added', () => {
  fc.assert(
    fc.property(position, list, fc.nat(), fc.constantFrom('', 'A', '.', '~', 'AA'), (place, of, at, put) => {
      const cursor = encodeCursor(place, of)
      const cut = at % cursor.length
      const damaged = cursor.slice(0, cut) + put + cursor.slice(cut + 1)
      fc.pre(damaged !== cursor)
      expect(refused(damaged, of)).toBe('invalid-cursor')
    }),
    { seed: seedOfRun },
  )
})

test('is refused under another key of the stack', () => {
  const cursor = encodeCursor({ pk: 'a', sk: 'b' }, 'list')
  const key = process.env['HMAC_KEY']
  onTestFinished(() => {
    process.env['HMAC_KEY'] = key
  })
  process.env['HMAC_KEY'] = 'another'
  expect(refused(cursor, 'list')).toBe('invalid-cursor')
})

test('is refused with the digest of the first edition, which needs no key', () => {
  const text = Buffer.from('{"pk":"a","sk":"b"}').toString('base64url')
  const digest = createHash('sha256').update(`${text}\nlist`).digest('base64url').slice(0, 22)
  expect(refused(`${text}.${digest}`, 'list')).toBe('invalid-cursor')
})

test.each(['', '.', 'x', '..', 'e30.', '{}'])('%j is refused', (cursor) => {
  expect(refused(cursor, 'list')).toBe('invalid-cursor')
})
