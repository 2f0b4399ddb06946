// A cursor leads back to its place in its own list, and nowhere else.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../../shared/kernel/cursor.ts'
import { Problem } from '../../../shared/kernel/problem.ts'
import { seedOfRun } from '../../support/seed.ts'

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

test.each(['', '.', 'x', '..', 'e30.', '{}'])('%j is refused', (cursor) => {
  expect(refused(cursor, 'list')).toBe('invalid-cursor')
})
