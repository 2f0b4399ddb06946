// Schemas that all contracts share: ids, texts, money, times, lists.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import type { Text } from '#kernel/data/language.ts'
import type { ProblemKind } from '#kernel/data/problem.ts'
import { typeIdPattern } from '#kernel/data/typeid.ts'
import { issueText } from './issue.ts'
import { inSpoken, says } from './spoken.ts'

z.config({ localeError: issueText })

/** A path parameter. A malformed value gets the 404 of its resource. */
export interface Parameter<Code extends string = string> {
  readonly schema: z.ZodMiniString<string>
  readonly missing: ProblemKind<Code>
}

/** @param prefix of the TypeID, such as `account` */
export const idSchema = (prefix: string): z.ZodMiniString<string> =>
  z
    .string()
    .check(
      z.regex(
        typeIdPattern(prefix),
        says({ en: `must be an id that begins with ${prefix}_`, ko: `${prefix}_로 시작하는 ID여야 합니다.` }),
      ),
    )

/**
 * Names a schema in the OpenAPI document.
 * @param asked its name in requests, for a schema in both: a reply may gain fields, a request may not
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
 * A text for people: well-formed, with a visible character, without control characters except tabs and line ends.
 * The length counts code points.
 * @param forms normalisations before counting
 */
export const text = (min: number, max: number, ...forms: z.core.$ZodCheck<string>[]): z.ZodMiniString<string> =>
  free(CONTROL, { min, max, forms }).check(visible(CONTROL))

/**
 * A name in one line: composed (NFC), trimmed, and without characters that make it look like another name: control, invisible,
 * bidirectional and private-use ones, and piles of marks. Emoji may have what joins them.
 * @param forms further normalisations before counting
 */
export const nameText = (min: number, max: number, ...forms: z.core.$ZodCheck<string>[]): z.ZodMiniString<string> =>
  free(HIDDEN, { min, max, forms: [z.normalize('NFC'), ...forms], trims: [z.trim()] }).check(
    visible(HIDDEN),
    joined,
    marked,
  )

/** Like text(), but may be empty or invisible. */
export const anyText = (min: number, max: number): z.ZodMiniString<string> => free(CONTROL, { min, max })

/** A text that people type and never see, such as a password: composed (NFC), because keyboards compose differently, especially Hangul. */
export const secretText = (min: number, max: number): z.ZodMiniString<string> =>
  free(CONTROL_C0, { min, max, forms: [z.normalize('NFC')] })

/** Characters that a text must not contain: a regular expression class for all languages, so without \p. */
interface Refused {
  readonly characters: string
  readonly says: Text
}
const CONTROL_C0: Refused = {
  characters: String.raw`\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f`,
  says: { en: 'must not contain control characters', ko: '제어 문자를 포함할 수 없습니다.' },
}
const CONTROL: Refused = { ...CONTROL_C0, characters: String.raw`${CONTROL_C0.characters}-\u009f` }
/** Of the first plane, without U+200D and U+FE0F, which join and colour emoji. */
const HIDDEN: Refused = {
  characters: [
    String.raw`\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f`,
    String.raw`\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164`,
    String.raw`\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff`,
  ].join(''),
  says: {
    en: 'must not contain line ends, or control, invisible, bidirectional or private-use characters',
    ko: '줄바꿈, 제어 문자, 보이지 않는 문자, 양방향 문자, 사용자 정의 문자를 포함할 수 없습니다.',
  },
}

/** Compiled at the first use, because browsers from before 2023 do not know it. */
let emoji: RegExp | undefined
const withoutEmoji = (value: string): string => {
  // biome-ignore lint/complexity/useRegexLiterals: a literal with this flag is no syntax before ES2024
  emoji ??= new RegExp('\\p{RGI_Emoji}', 'gv')
  return value.replace(emoji, '')
}

const INVISIBLE = /[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u

const joined = z.refine<string>(
  (value) => !INVISIBLE.test(value) || !INVISIBLE.test(withoutEmoji(value)),
  says({
    en: 'must not contain joiners, tags or other invisible characters outside of emoji',
    ko: '이모지 밖에서 연결 문자, 태그 등 보이지 않는 문자를 포함할 수 없습니다.',
  }),
)

/** Vietnamese, Thai and Hebrew need at most three on a letter. */
const PILED = /\p{M}{4}/u

const marked = z.refine<string>(
  (value) => !PILED.test(value),
  says({
    en: 'must not have more than three marks on a letter',
    ko: '한 글자에 결합 문자를 3개까지만 쓸 수 있습니다.',
  }),
)

interface Bounds {
  readonly min: number
  readonly max: number
  readonly forms?: z.core.$ZodCheck<string>[]
  /** After the refusal of characters, which trimming would hide. */
  readonly trims?: z.core.$ZodCheck<string>[]
}

const lengthText = (min: number, max: number): Text => ({
  en: `must have ${min} to ${max} characters`,
  ko: `${min}~${max}자여야 합니다.`,
})

const free = (
  { characters, says: refusal }: Refused,
  { min, max, forms = [], trims = [] }: Bounds,
): z.ZodMiniString<string> => {
  const refused = new RegExp(`[${characters}]`)
  // The later checks would only say the same of such a character.
  const absent = z.refine<string>((value) => !refused.test(value), { ...says(refusal), abort: true })
  documentPattern(absent, `^[^${characters}]*$`)
  return z.string().check(
    // Before normalisation, because composing a body of combining marks takes half a second.
    z.refine((value) => value.length <= max * LONGER, { ...says(lengthText(min, max)), abort: true }),
    ...forms,
    z.refine(
      (value) => value.isWellFormed(),
      says({ en: 'must not contain an unpaired surrogate', ko: '짝이 없는 서로게이트를 포함할 수 없습니다.' }),
    ),
    absent,
    ...trims,
    counted(min, max),
  )
}

/** The pattern in JSON Schema, in place of that of an earlier check. */
const documentPattern = (check: z.core.$ZodCheck<string>, pattern: string): void => {
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { patterns: new Set([new RegExp(pattern)]) }))
}

/** The maximum number of UTF-16 units per character. */
const LONGER = 64

/**
 * Excludes white space, control, format and filler characters such as U+3164, and marks without a base letter. The last code
 * points are blanks that Unicode classifies as symbols or letters: braille, musical notation, hieroglyphs.
 */
const VISIBLE =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{M}\u2800\u{1d159}\u{13441}\u{13442}]/u

const visible = ({ characters }: Refused) => {
  const check = z.refine<string>(
    (value) => value === '' || VISIBLE.test(value),
    says({ en: 'must have at least one visible character', ko: '보이는 문자가 하나 이상 있어야 합니다.' }),
  )
  // One character is no blank either. JSON Schema has no class for all that is invisible.
  documentPattern(check, String.raw`^[^${characters}]*[^${characters}\s][^${characters}]*$`)
  return check
}

const counted = (min: number, max: number) => {
  const check = z.refine<string>(
    (value) => {
      const length = lengthOf(value)
      return length >= min && length <= max
    },
    says(lengthText(min, max)),
  )
  // zod's own length checks count UTF-16 units; JSON Schema counts code points, as here, so the bounds can be documented.
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { minimum: min, maximum: max }))
  return check
}

/** A list without duplicates. @param of the identity of an item */
export const distinct = <T>(text: Text, of: (item: T) => unknown = (item) => item): z.core.$ZodCheck<T[]> => {
  const check = z.refine<T[]>((all) => new Set(all.map(of)).size === all.length, says(text))
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

/** @returns why the text is not a valid time, or undefined */
const timeIssue = (value: string): Text | undefined => {
  const [, day = '', , , second] = RFC_3339.exec(value) ?? []
  if (!day)
    return {
      en: 'must be an RFC 3339 time with an offset, such as 2026-11-22T09:00:00Z or 2026-11-22T18:00:00+09:00',
      ko: '2026-11-22T09:00:00Z나 2026-11-22T18:00:00+09:00처럼 오프셋이 있는 RFC 3339 시각이어야 합니다.',
    }
  if (!z.safeParse(z.iso.date(), day).success) return noSuchDay(day)
  if (second === '60')
    return { en: 'must not be a leap second; send second 59', ko: '윤초는 보낼 수 없습니다. 59초로 보내 주십시오.' }
  const year = new Date(written(value)).getUTCFullYear()
  return year < 0 || year > 9999
    ? { en: 'must have a year from 0000 to 9999, in UTC', ko: 'UTC로 0000년부터 9999년까지여야 합니다.' }
    : undefined
}

/** A date in the right form that no calendar has. */
export const noSuchDay = (day: string): Text => ({
  en: `must be a calendar date, but ${day} does not exist`,
  ko: `달력에 있는 날짜여야 합니다. ${day}은(는) 없는 날짜입니다.`,
})

/** In the upper case that Date accepts. */
const written = (value: string): string => value.toUpperCase()

const isTime = (read: (value: string) => string) => {
  const check = z.refine<string>((value) => timeIssue(read(value)) === undefined, {
    error: ({ input }) => {
      const text = timeIssue(read(String(input)))
      return text && inSpoken(text)
    },
  })
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { format: 'datetime' }))
  return check
}

/** Truncates to milliseconds. */
const inUtc = (value: string): string => new Date(written(value)).toISOString()

/** RFC 3339 with any offset and precision; stored as UTC milliseconds. */
export const time = z.pipe(z.string().check(isTime((value) => value)), z.transform(inUtc))

/** An unencoded + in a query arrives as a blank. */
const plusOf = (value: string): string => value.replace(' ', '+')

const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z')
/** Rounds up to the next millisecond. */
const upInUtc = (value: string): string => {
  const cut = inUtc(value)
  return /\.\d{3}\d*[1-9]/.test(value) ? new Date(Math.min(Date.parse(cut) + 1, LAST_TIME)).toISOString() : cut
}

const timeInQuery = (read: (value: string) => string) =>
  z.pipe(
    z.string().check(isTime(plusOf)),
    z.transform((value: string) => read(plusOf(value))),
  )
/** The inclusive end of a time range in a query. */
export const queryTime = timeInQuery(inUtc)
/** The same beside `from`. */
export const queryTo = documented(timeInQuery(inUtc), {
  description: 'Latest time, inclusive. Same format as `from`, but rounded down to the millisecond.',
})
/** The inclusive start of a time range in a query, rounded up to the millisecond. */
export const queryFrom = documented(timeInQuery(upInUtc), {
  description:
    'Earliest time, inclusive. An RFC 3339 time, rounded up to the millisecond. Encode the + of an offset as %2B; a blank is accepted too.',
})

/** A time from which others are calculated, so years near 9999 are refused. */
export const plannedTime = z.pipe(
  time,
  z
    .string()
    .check(
      z.refine(
        (value) => value < '9999',
        says({ en: 'must have a year before 9999, in UTC', ko: 'UTC로 9999년 이전이어야 합니다.' }),
      ),
    ),
)
/** For a planned time that has passed. */
export const IN_THE_FUTURE: Text = { en: 'must be in the future', ko: '미래의 시각이어야 합니다.' }
/** A time in a reply: ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 })

const digits = z
  .string()
  .check(
    z.regex(
      /^([1-9][0-9]?|100)$/,
      says({ en: 'must be an integer from 1 to 100', ko: '1부터 100까지의 정수여야 합니다.' }),
    ),
  )
/** The query of a list: its filters, limit and cursor. */
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

/** Whether the text has the form of an id. */
export const isId = ({ schema }: Parameter, value: string): boolean => z.safeParse(schema, value).success
