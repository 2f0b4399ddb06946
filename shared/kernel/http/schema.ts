// Schema atoms that every module's contract is made of: ids, texts, numbers, times, lists.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import type { ProblemKind } from '#kernel/data/problem.ts'
import { typeIdPattern } from '#kernel/data/typeid.ts'
import { issueText } from './issue.ts'

z.config({ localeError: issueText })

/** A parameter in a path. A malformed one names nothing, so it answers the resource's own 404. */
export interface Parameter<Code extends string = string> {
  readonly schema: z.ZodMiniString<string>
  readonly missing: ProblemKind<Code>
}

/** @param prefix of the TypeID, such as `account` */
export const idSchema = (prefix: string): z.ZodMiniString<string> =>
  z.string().check(z.regex(typeIdPattern(prefix), `must be an id that begins with ${prefix}_`))

/**
 * Gives a schema the name that the OpenAPI document knows it by.
 * @param asked its name in requests, where it stands in both: a reply may grow, a request may not
 */
export const named = <S extends z.ZodMiniType>(id: string, schema: S, asked?: string): S => {
  z.globalRegistry.add(schema, asked ? { id: asked, outputId: id } : { id })
  return schema
}

export const parameter = <Code extends string>(
  schema: z.ZodMiniString<string>,
  missing: ProblemKind<Code>,
): Parameter<Code> => ({
  schema,
  missing,
})

/**
 * A text that people read: whole characters, at least one of them visible, no control characters but tabs and line ends.
 * Counted in code points.
 * @param forms that it is brought into before it is counted
 */
export const text = (min: number, max: number, ...forms: z.core.$ZodCheck<string>[]): z.ZodMiniString<string> =>
  anyText(min, max, ...forms).check(visible())

/** The same for a text that may show nothing: one that may be empty, or that only a program compares, such as a password. */
export const anyText = (min: number, max: number, ...forms: z.core.$ZodCheck<string>[]): z.ZodMiniString<string> =>
  z.string().check(
    // Before any form: composing a body full of combining marks would take half a second.
    z.refine((value) => value.length <= max * LONGER, { error: `must have ${min} to ${max} characters`, abort: true }),
    ...forms,
    z.refine((value) => value.isWellFormed(), 'must not contain an unpaired surrogate'),
    z.refine(
      (value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value),
      'must not contain control characters',
    ),
    counted(min, max),
  )

/** No character is typed as so many UTF-16 units. */
const LONGER = 64

/**
 * Neither white space nor control, format and filler characters, such as U+3164, nor marks without a letter below them. The last
 * are blanks that Unicode counts among signs and letters: Braille's, one of music, two of hieroglyphs.
 */
const VISIBLE =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{M}\u2800\u{1d159}\u{13441}\u{13442}]/u

const visible = () => {
  const check = z.refine<string>(
    (value) => value === '' || VISIBLE.test(value),
    'must have at least one visible character',
  )
  // What JSON Schema can say of it everywhere.
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { patterns: new Set([/\S/]) }))
  return check
}

const counted = (min: number, max: number) => {
  const check = z.refine<string>((value) => {
    const length = lengthOf(value)
    return length >= min && length <= max
  }, `must have ${min} to ${max} characters`)
  // zod's own checks of length count UTF-16; JSON Schema's count characters as this one does, so documents may tell.
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { minimum: min, maximum: max }))
  return check
}

/** A list in which nothing stands twice. @param of what tells two items apart */
export const distinct = <T>(says: string, of: (item: T) => unknown = (item) => item): z.core.$ZodCheck<T[]> => {
  const check = z.refine<T[]>((all) => new Set(all.map(of)).size === all.length, says)
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { uniqueItems: true }))
  return check
}

const lengthOf = (value: string): number => {
  let length = 0
  for (const _ of value) length += 1
  return length
}

export const whole = (min: number, max: number): z.ZodMiniNumber<number> => z.int().check(z.gte(min), z.lte(max))

const RFC_3339 = /^(\d{4}-\d\d-\d\d)t([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

/** @returns why a text is no time that this service takes, or undefined */
const timeIssue = (value: string): string | undefined => {
  const [, day = '', , , second] = RFC_3339.exec(value) ?? []
  if (!day) return 'must be an RFC 3339 time with an offset, such as 2026-11-22T09:00:00Z or 2026-11-22T18:00:00+09:00'
  if (!z.safeParse(z.iso.date(), day).success) return `must be a calendar date, but ${day} does not exist`
  if (second === '60') return 'must not be a leap second; send second 59'
  const year = new Date(written(value)).getUTCFullYear()
  return year < 0 || year > 9999 ? 'must have a year from 0000 to 9999, in UTC' : undefined
}

/** In the letters that JavaScript reads. */
const written = (value: string): string => value.toUpperCase()

const isTime = (read: (value: string) => string) => {
  const check = z.refine<string>((value) => timeIssue(read(value)) === undefined, {
    error: ({ input }) => timeIssue(read(String(input))),
  })
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { format: 'datetime' }))
  return check
}

/** What is finer than milliseconds is cut. */
const inUtc = (value: string): string => new Date(written(value)).toISOString()

/** RFC 3339 with any offset. Any precision comes in; milliseconds in UTC are kept. */
export const time = z.pipe(z.string().check(isTime((value) => value)), z.transform(inUtc))

/** A + in a query that was not written %2B arrives as a blank. */
const plusOf = (value: string): string => value.replace(' ', '+')

const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z')
/** Rounded up to the next millisecond, where any is cut. */
const upInUtc = (value: string): string => {
  const cut = inUtc(value)
  return /\.\d{3}\d*[1-9]/.test(value) ? new Date(Math.min(Date.parse(cut) + 1, LAST_TIME)).toISOString() : cut
}

const timeInQuery = (read: (value: string) => string) =>
  z.pipe(
    z.string().check(isTime(plusOf)),
    z.transform((value: string) => read(plusOf(value))),
  )
/** A time in a query, up to which something is asked for. */
export const queryTime = timeInQuery(inUtc)
/** The same beside `from`. */
export const queryTo = documented(timeInQuery(inUtc), {
  description: 'Latest time, inclusive. Same format as `from`, but rounded down to the millisecond.',
})
/** A time in a query, from which on something is asked for: what lies before it by less than a millisecond is left out. */
export const queryFrom = documented(timeInQuery(upInUtc), {
  description:
    'Earliest time, inclusive. An RFC 3339 time, rounded up to the millisecond. Encode the + of an offset as %2B; a blank is accepted too.',
})

/** A time that others are reckoned from, so it lies far from the last one that can be written in four digits. */
export const plannedTime = z.pipe(
  time,
  z.string().check(z.refine((value) => value < '9999', 'must have a year before 9999, in UTC')),
)
/** A time in a reply: ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 })

const digits = z.string().check(z.regex(/^([1-9][0-9]?|100)$/, 'must be an integer from 1 to 100'))
/** The query of a list: its own filters, and which page. */
export const listQuery = <S extends Record<string, z.ZodMiniType>>(filters: S) =>
  z.strictObject({
    ...filters,
    limit: documented(
      z.optional(
        z.pipe(
          digits,
          z.pipe(
            z.transform((value: string) => Number(value)),
            whole(1, 100),
          ),
        ),
      ),
      {
        example: '20',
        description:
          'Maximum number of items in a page, 20 by default. A page can have fewer items, or none after a long search, while `nextCursor` is not null.',
      },
    ),
    cursor: documented(z.optional(z.string()), {
      description:
        'The `nextCursor` of the previous page. Send it with the same access token and the same other parameters.',
    }),
  })
export const listOf = <S extends z.ZodMiniType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) })

/** Whether a text could name such a thing at all. */
export const isId = ({ schema }: Parameter, value: string): boolean => z.safeParse(schema, value).success
