// The shared schemas: visible texts, and times with any offset.

import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { anyText, nameText, plannedTime, queryFrom, queryTime, secretText, text, time } from '#kernel/http/schema.ts'
import { seedOfRun } from '#test/support/seed.ts'

const said = (schema: z.ZodMiniType, value: unknown): string[] =>
  (z.safeParse(schema, value).error?.issues ?? []).map(({ message }) => message)

describe('a text that people read', () => {
  const invisible = {
    blanks: '   ',
    'tabs and line ends': '\t\r\n',
    'an ideographic space': '\u3000',
    'a no-break space': '\u00a0',
    'a Hangul filler': '\u3164',
    'a halfwidth Hangul filler': '\uffa0',
    'a Hangul choseong filler': '\u115f\u1160',
    'a zero-width space': '\u200b',
    'zero-width joiners': '\u200d\u200c\u2060',
    'a byte order mark': '\ufeff',
    'marks of direction': '\u202e\u2066\u200f',
    'a soft hyphen': '\u00ad',
    'an empty pattern of Braille': '\u2800',
    'a variation selector': '\ufe0f',
    tags: '\u{e0041}\u{e007f}',
    'a null note of music': '\u{1d159}',
    'a mark without a letter': '\u0301',
    'no character': '\ufffe',
    'all sorts': ' \u3164\u200b\u2800\u00ad ',
  }
  test.each(Object.entries(invisible))('is not %s', (_, value) => {
    expect(said(text(1, 100), value)).toEqual(['must have at least one visible character'])
    expect(said(anyText(1, 100), value)).toEqual([])
  })

  test.each([
    'a',
    '가',
    'ㄱ',
    '풋살',
    '1',
    '.',
    '😀',
    '❤️',
    '👨‍👩‍👧',
    'é',
    ' x ',
    '\u3164x',
    '\ue000',
    'שלום',
    '\u{1f1f0}\u{1f1f7}',
  ])('is %j', (value) => expect(z.parse(text(1, 100), value)).toBe(value))

  test('is counted, and an empty one is refused once', () => {
    expect(said(text(1, 3), '')).toEqual(['must have 1 to 3 characters'])
    expect(said(text(1, 3), '가나다라')).toEqual(['must have 1 to 3 characters'])
    expect(said(anyText(0, 3), '')).toEqual([])
  })

  test.each([text(1, 100), anyText(0, 100)])('holds whole characters and no control characters', (schema) => {
    expect(said(schema, 'a\ud800')).toContain('must not contain an unpaired surrogate')
    for (const control of ['\u0000', '\u001f', '\u007f', '\u0080', '\u0085', '\u009f'])
      expect(said(schema, `a${control}`)).toEqual(['must not contain control characters'])
    expect(said(schema, 'a\tb\r\nc\u00a0')).toEqual([])
  })

  test('a password may have any character that keyboards have, and what earlier editions took', () =>
    expect(['correct\u0085horse', '\u202e\u200b'].flatMap((value) => said(secretText(1, 100), value))).toEqual([]))

  test('a password is composed before it is counted', () => {
    const password = secretText(8, 128)
    expect(z.parse(password, '가나다라마바사아'.normalize('NFD'))).toBe('가나다라마바사아')
    expect(said(password, '가나다라마바사'.normalize('NFD'))).toEqual(['must have 8 to 128 characters'])
    expect(said(password, '각'.repeat(128).normalize('NFD'))).toEqual([])
    expect(said(password, '각'.repeat(129))).toEqual(['must have 8 to 128 characters'])
    // Outside of the first plane, a character has two units.
    expect(said(password, '😀'.repeat(128))).toEqual([])
    expect(said(password, '😀'.repeat(7))).toHaveLength(1)
  })

  const hidden = [
    '\n',
    '\t',
    '\u0085',
    '\u061c',
    '\u180e',
    '\u200b',
    '\u200d',
    '\u200f',
    '\u202e',
    '\u2060',
    '\u2066',
    '\ufeff',
  ]
  test.each(hidden)('a name holds no %j, which a text may hold beside what is visible', (character) => {
    expect(said(nameText(1, 100), `Minji${character}`)).toEqual([
      character === '\u200d'
        ? 'must not contain joiners, tags or other invisible characters outside of emoji'
        : 'must not contain line ends, or control, invisible, bidirectional or private-use characters',
    ])
    if (character !== '\u0085') expect(said(text(1, 100), `Minji${character}`)).toEqual([])
  })

  test.each([
    'Min\u00adji',
    'Min\u034fji',
    'Min\u{e0041}ji',
    'Min\ufff9ji',
    'Min\ufe0fji',
    'Min\ufe01ji',
    'Min\ue000ji',
    'Min\u{f0000}ji',
    'Min\u200dji',
    `a${'\u0301'.repeat(29)}`,
    'Zalgo\u0323\u0324\u0325\u0326\u0327',
  ])('%j is no name', (name) => expect(said(nameText(1, 100), name)).toHaveLength(1))

  test('a name is composed and trimmed before it is counted', () => {
    const name = nameText(1, 30)
    expect(z.parse(name, '김민지'.normalize('NFD'))).toBe('김민지')
    expect(z.parse(name, '  Minji\u00a0\u3000')).toBe('Minji')
    expect(z.parse(name, '가'.repeat(30).normalize('NFD'))).toBe('가'.repeat(30))
    expect(said(name, '가'.repeat(31).normalize('NFD'))).toEqual(['must have 1 to 30 characters'])
    expect(said(name, '   ')).toHaveLength(1)
  })

  test.each(['👨‍👩‍👧‍👦', '❤️‍🔥 Minji', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Nguyễn', 'พี่น้อง', '1️⃣'])('%j is a name, too', (name) =>
    expect(z.parse(nameText(1, 100), name)).toBe(name.normalize('NFC')),
  )

  test.each(["O'Brien", '김 민지', 'José', 'נועה', 'محمد', '😀'])('%j is a name', (name) =>
    expect(z.parse(nameText(1, 100), name)).toBe(name),
  )

  /** The pattern in JSON Schema, for a language without the flag u. */
  const patternOf = (schema: z.ZodMiniType) => new RegExp(String(z.toJSONSchema(schema).pattern))
  const any = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }),
    fc.string({
      unit: fc.constantFrom('a', '가', ' ', '\n', '\u0000', '\u0090', ...hidden),
      minLength: 1,
      maxLength: 4,
    }),
  )

  test.each([text(1, 100), nameText(1, 100), anyText(1, 100), secretText(1, 100)])(
    'JSON Schema has one pattern, which everything accepted matches, and nothing with a refused character: %#',
    (schema) => {
      const pattern = patternOf(schema)
      fc.assert(
        fc.property(any, (value) => {
          const why = said(schema, value)
          if (why.length === 0) expect(value).toMatch(pattern)
          if (why.some((one) => /control/.test(one))) expect(value).not.toMatch(pattern)
        }),
        { seed: seedOfRun },
      )
    },
  )
})

describe('a time', () => {
  test.each([
    ['2026-11-22T09:00:00Z', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T18:00:00+09:00', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T09:00:00-00:00', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T03:30:00.5-05:30', '2026-11-22T09:00:00.500Z'],
    ['2026-11-22t09:00:00z', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T09:00:00.123456789z', '2026-11-22T09:00:00.123Z'],
    ['2024-02-29T00:00:00+23:59', '2024-02-28T00:01:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (value, utc) => expect(z.parse(time, value)).toBe(utc))

  const EXPECTED = 'must be an RFC 3339 time'
  test.each([
    ['2026-12-31T23:59:60Z', 'must not be a leap second'],
    ['2016-12-31T23:59:60Z', 'must not be a leap second'],
    ['2026-02-29T00:00:00Z', 'must be a calendar date, but 2026-02-29 does not exist'],
    ['2026-13-01T00:00:00Z', 'must be a calendar date, but 2026-13-01 does not exist'],
    ['2026-00-10T00:00:00Z', 'must be a calendar date, but 2026-00-10 does not exist'],
    ['2026-04-31T00:00:00Z', 'must be a calendar date, but 2026-04-31 does not exist'],
    ['9999-12-31T23:59:59-01:00', 'must have a year from 0000 to 9999, in UTC'],
    ['0000-01-01T00:00:00+00:01', 'must have a year from 0000 to 9999, in UTC'],
    ['+012026-01-01T00:00:00Z', EXPECTED],
    ['10000-01-01T00:00:00Z', EXPECTED],
    ['2026-11-22T24:00:00Z', EXPECTED],
    ['2026-11-22T09:60:00Z', EXPECTED],
    ['2026-11-22T09:00:61Z', EXPECTED],
    ['2026-11-22T09:00:00+24:00', EXPECTED],
    ['2026-11-22T09:00:00+09:60', EXPECTED],
    ['2026-11-22T09:00:00+0900', EXPECTED],
    ['2026-11-22T09:00:00', EXPECTED],
    ['2026-11-22T09:00Z', EXPECTED],
    ['2026-11-22 09:00:00Z', EXPECTED],
    ['2026-11-22T18:00:00 09:00', EXPECTED],
    ['2026-11-22', EXPECTED],
    ['2026-11-22T09:00:00,5Z', EXPECTED],
    ['2026-11-22T09:00:00.Z', EXPECTED],
    ['２０２６-11-22T09:00:00Z', EXPECTED],
    ['2026-11-22T09:00:00Z\n', EXPECTED],
    ['now', EXPECTED],
    ['', EXPECTED],
    ['\ud800', EXPECTED],
  ])('%s is refused', (value, says) => {
    const [first, ...more] = said(time, value)
    expect([first, more]).toEqual([expect.stringContaining(says), []])
  })

  test.each([
    // An unencoded + in a query.
    ['2026-11-22T18:00:00 09:00', '2026-11-22T09:00:00.000Z', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T18:00:00.000+09:00', '2026-11-22T09:00:00.000Z', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T09:00:00.123000Z', '2026-11-22T09:00:00.123Z', '2026-11-22T09:00:00.123Z'],
    ['2026-11-22T09:00:00.1230001Z', '2026-11-22T09:00:00.123Z', '2026-11-22T09:00:00.124Z'],
    ['2026-12-31T23:59:59.9999Z', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.9999Z', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s in a query is %s, and %s where a list begins', (value, utc, first) => {
    expect([z.parse(queryTime, value), z.parse(queryFrom, value)]).toEqual([utc, first])
  })

  test.each(['2026-11-22 18:00:00 09:00', '2026-11-22T18:00:00  09:00', '2026-11-22 09:00:00Z', 'now'])(
    '%j is refused in a query',
    (value) => {
      for (const schema of [queryTime, queryFrom])
        expect(said(schema, value)).toEqual([expect.stringContaining(EXPECTED)])
    },
  )

  test('that others are reckoned from lies before the last year', () => {
    expect(z.parse(plannedTime, '9999-01-01T00:59:59+01:00')).toBe('9998-12-31T23:59:59.000Z')
    expect(said(plannedTime, '9998-12-31T23:59:59-01:00')).toEqual(['must have a year before 9999, in UTC'])
    expect(said(plannedTime, 'now')).toHaveLength(1)
  })

  test('is the same moment at every offset', () => {
    const moment = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })
    fc.assert(
      fc.property(moment, offset, fc.boolean(), (date, minutes, small) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
        const two = (number: number): string => String(number).padStart(2, '0')
        const written = `${local}${minutes < 0 ? '-' : '+'}${two(hour)}:${two(minute)}`
        expect(z.parse(time, small ? written.toLowerCase() : written)).toBe(date.toISOString())
      }),
      { seed: seedOfRun },
    )
  })
})

test('a text far beyond its bound is refused before it is composed', () => {
  const composed = vi.spyOn(String.prototype, 'normalize')
  const name = text(1, 16, z.normalize('NFC'), z.trim())
  const marks = '\u0301\u0323'.repeat(16_000)
  expect(z.safeParse(name, marks).error?.issues.map(({ message }) => message)).toEqual(['must have 1 to 16 characters'])
  expect(composed).not.toHaveBeenCalled()
  composed.mockRestore()
  expect(z.safeParse(name, `  ${'\u1112\u1161\u11ab'.repeat(16)}  `).data).toBe('한'.repeat(16))
  expect(z.safeParse(name, '한'.repeat(17)).success).toBe(false)
})
