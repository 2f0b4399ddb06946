// Texts from strangers: what a schema does to a long one is bounded by what it could take.

import { expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { text } from '../../../shared/kernel/schema.ts'

test('a text far beyond its bound is refused before it is composed', () => {
  const composed = vi.spyOn(String.prototype, 'normalize')
  const name = text(1, 16, z.normalize('NFC'), z.trim())
  const marks = '\u0301\u0323'.repeat(16_000)
  expect(z.safeParse(name, marks).error?.issues.map(({ message }) => message)).toEqual(['expected 1 to 16 characters'])
  expect(composed).not.toHaveBeenCalled()
  composed.mockRestore()
  expect(z.safeParse(name, `  ${'\u1112\u1161\u11ab'.repeat(16)}  `).data).toBe('한'.repeat(16))
  expect(z.safeParse(name, '한'.repeat(17)).success).toBe(false)
})
