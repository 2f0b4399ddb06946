// The README's derived tables, and what is drawn in it, are what the code says.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { derived } from '#infra/cli/readme.ts'

test('npm run readme would change nothing', () => {
  const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(text).toContain('| matches.capacity |')
  expect(text).toContain('| `POST /transfers` |')
  expect(text).toContain('  APPROVING --> SUCCESS: capture\n')
  expect(derived(text)).toBe(text)
})
