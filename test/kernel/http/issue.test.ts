// What is wrong with a value is told in words that say what to send.

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { after, examDate } from '#domain/chat/schema.ts'
import { listQuery, text, time, whole } from '#kernel/http/schema.ts'

const said = (schema: z.ZodMiniType, value: unknown): string | undefined =>
  z.safeParse(schema, value).error?.issues[0]?.message
const variants = z.discriminatedUnion('type', [
  z.object({ type: z.literal('AMOUNT') }),
  z.object({ type: z.literal('RATE') }),
])

test.each([
  [whole(1, 9), 0, 'must be at least 1'],
  [whole(1, 9), 10, 'must be at most 9'],
  [whole(1, 9), 1.5, 'must be an integer'],
  [whole(1, 9), Number.NaN, 'must be an integer'],
  [whole(1, 9), '1', 'must be a number'],
  [z.string(), Number.NaN, 'must be a string'],
  [z.string(), 1, 'must be a string'],
  [z.string().check(z.minLength(2)), 'a', 'must have at least 2 characters'],
  [z.boolean(), 'true', 'must be true or false'],
  [z.array(z.string()), 'a', 'must be an array'],
  [z.array(z.string()).check(z.maxLength(1)), ['a', 'b'], 'must have at most 1 items'],
  [z.object({}), [], 'must be an object'],
  [z.enum(['asc', 'desc']), 'up', 'must be one of asc, desc'],
  [z.literal('AMOUNT'), 'x', 'must be AMOUNT'],
  [variants, { type: 'x' }, 'must be one of AMOUNT, RATE'],
  [z.union([z.string(), z.null()]), 1, 'matches none of the allowed forms'],
  [z.email(), 'kim', 'must be an email address'],
  [z.iso.date(), '2026-02-30', 'must be a calendar date, such as 2026-11-22'],
  [text(1, 3), 'four', 'must have 1 to 3 characters'],
  [z.optional(time), 'soon', /^must be an RFC 3339 time/],
  [examDate, '2027-02-29', 'must be a calendar date, but 2027-02-29 does not exist'],
  [examDate, 'soon', 'must be a calendar date, such as 2026-12-03'],
  [after, '9007199254740991', 'must be an integer from 0 to 999999999999999'],
  [listQuery({}), { limit: '0' }, 'must be an integer from 1 to 100'],
] as const)('%#: %j', (schema, value, words) =>
  typeof words === 'string' ? expect(said(schema, value)).toBe(words) : expect(said(schema, value)).toMatch(words),
)
