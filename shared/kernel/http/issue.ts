// Messages for invalid values in the `errors` of an `invalid-request`. Each says what to send.

import type * as z from 'zod/mini'

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const formats: Readonly<Record<string, string>> = {
  email: 'an email address',
  url: 'a URL',
  datetime: 'an RFC 3339 time with an offset, such as 2026-11-22T09:00:00Z',
  date: 'a calendar date, such as 2026-11-22',
}

const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items' }

/** The message of every check without its own. */
export const issueText = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      // parseJson returns NaN for a number that rounds to an integer.
      if (issue.expected === 'number' && Number.isNaN(issue.input)) return 'must be an integer'
      return `must be ${types[issue.expected] ?? issue.expected}`
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum)
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum)
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`
    case 'invalid_union':
      // The discriminator of the union.
      return Array.isArray(issue['options'])
        ? `must be ${oneOf(issue['options'])}`
        : 'matches none of the allowed forms'
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return 'is invalid'
  }
}

const bound = (origin: string, side: string, limit: number | bigint): string =>
  units[origin] ? `must have ${side} ${limit} ${units[origin]}` : `must be ${side} ${limit}`

const oneOf = (values: readonly unknown[]): string => {
  const all = values.map(String)
  return all.length === 1 ? `${all[0]}` : `one of ${all.join(', ')}`
}
