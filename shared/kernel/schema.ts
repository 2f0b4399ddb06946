// Schema atoms that every module's contract is made of: ids, texts, money, times, lists.

import { en } from 'zod/locales'
import * as z from 'zod/mini'
import type { ProblemKind } from './problem.ts'
import { typeIdPattern } from './typeid.ts'

z.config(en())

/** A parameter in a path. A malformed one names nothing, so it answers the resource's own 404. */
export interface Parameter<Code extends string = string> {
  readonly schema: z.ZodMiniString<string>
  readonly missing: ProblemKind<Code>
}

/** @param prefix of the TypeID, such as `account` */
export const idSchema = (prefix: string): z.ZodMiniString<string> =>
  z.string().check(z.regex(typeIdPattern(prefix), `expected an id that begins with ${prefix}_`))

/** Gives a schema the name that the OpenAPI document knows it by. */
export const named = <S extends z.ZodMiniType>(id: string, schema: S): S => {
  z.globalRegistry.add(schema, { id })
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
 * Unicode as people type it: whole characters, no control characters but tabs and line ends. Counted in code points.
 * @param forms that it is brought into before it is counted
 */
export const text = (min: number, max: number, ...forms: z.core.$ZodCheck<string>[]): z.ZodMiniString<string> =>
  z.string().check(
    // Before any form: composing a body full of combining marks would take half a second.
    z.refine((value) => value.length <= max * LONGER, { error: `expected ${min} to ${max} characters`, abort: true }),
    ...forms,
    z.refine((value) => value.isWellFormed(), 'has half a surrogate pair, which is no character'),
    z.refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value), 'has a control character'),
    counted(min, max),
  )

/** No character is typed as so many UTF-16 units. */
const LONGER = 64

const counted = (min: number, max: number) => {
  const check = z.refine<string>((value) => {
    const length = lengthOf(value)
    return length >= min && length <= max
  }, `expected ${min} to ${max} characters`)
  // zod's own checks of length count UTF-16; JSON Schema's count characters as this one does, so documents may tell.
  check._zod.onattach.push(({ _zod: { bag } }) => Object.assign(bag, { minimum: min, maximum: max }))
  return check
}

const lengthOf = (value: string): number => {
  let length = 0
  for (const _ of value) length += 1
  return length
}

export const MAX_AMOUNT = 1_000_000_000_000
export const MAX_BALANCE = 1_000_000_000_000_000

/** Won (KRW), a whole number of at least 1. */
export const amount = z.int().check(z.gte(1), z.lte(MAX_AMOUNT))
export const whole = (min: number, max: number): z.ZodMiniNumber<number> => z.int().check(z.gte(min), z.lte(max))

/** ISO 8601 in UTC. Any precision comes in, milliseconds are kept. */
export const time = z.pipe(
  z.iso.datetime({ error: 'expected an ISO 8601 time in UTC, such as 2026-11-22T09:00:00.000Z' }),
  z.transform((value: string) => new Date(value).toISOString()),
)
/** A time in a reply: ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 })

const digits = z.string().check(z.regex(/^([1-9][0-9]?|100)$/, 'expected a whole number from 1 to 100'))
/** The query of a list: its own filters, and which page. */
export const listQuery = <S extends Record<string, z.ZodMiniType>>(filters: S) =>
  z.strictObject({
    ...filters,
    limit: z.optional(
      z.pipe(
        digits,
        z.pipe(
          z.transform((value: string) => Number(value)),
          whole(1, 100),
        ),
      ),
    ),
    cursor: z.optional(z.string()),
  })
export const listOf = <S extends z.ZodMiniType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) })

/** Whether a text could name such a thing at all. */
export const isId = ({ schema }: Parameter, value: string): boolean => z.safeParse(schema, value).success
