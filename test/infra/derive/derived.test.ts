// Derived files are up to date: `npm run derive` would change none.

import { describe, expect, test } from 'vitest'
import { leftovers, textAt, withBlock } from '#infra/derive/derived.ts'
import { documents } from '#infra/derive/documents.ts'
import { eventTypes } from '#infra/derive/event-types.ts'
import { lists } from '#infra/derive/lists.ts'
import { EVENTS } from '#infra/docs/events.ts'

const files = [...lists(), eventTypes(), ...(await documents())]

test.each(files)('$path is up to date', ({ path, text }) => {
  expect(textAt(path) === text, `${path} is out of date: run npm run derive, and commit what it writes`).toBe(true)
})

test('nothing derived is left behind', () =>
  expect(leftovers(EVENTS, '.json', files), 'run npm run derive').toEqual([]))

test('docs/ has the tables', () => {
  expect(textAt('docs/invariants.md')).toContain('| matches.capacity |')
  expect(textAt('docs/endpoints.md')).toContain('| `POST /transfers` |')
  expect(textAt('docs/billing.md')).toContain('  APPROVING --> SUCCESS: capture\n')
})

describe('a block', () => {
  test('is written between its marks', () => {
    const text = 'a\n// modules: old\nb\nc\n// /modules\nd\n'
    const written = 'a\n// modules: written by npm run derive\nx\n// /modules\nd\n'
    expect(withBlock(text, 'modules', ['x'])).toBe(written)
    expect(withBlock('<!-- t: -->\n<!-- /t -->\n', 't', ['$&'])).toBe(
      '<!-- t: written by npm run derive -->\n$&\n<!-- /t -->\n',
    )
  })
  test('without its marks is refused', () =>
    expect(() => withBlock('a\n', 'modules', [])).toThrow('The marks of the derived block "modules" are missing'))
})
