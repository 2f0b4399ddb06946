// Messages for invalid values in the `errors` of an `invalid-request`. Each says what to send.

import type * as z from 'zod/mini'
import type { Text } from '#kernel/data/language.ts'
import { inSpoken } from './spoken.ts'

const types: Readonly<Record<string, Text>> = {
  string: { en: 'a string', ko: '문자열' },
  number: { en: 'a number', ko: '숫자' },
  int: { en: 'an integer', ko: '정수' },
  boolean: { en: 'true or false', ko: 'true나 false' },
  array: { en: 'an array', ko: '배열' },
  object: { en: 'an object', ko: '객체' },
  record: { en: 'an object', ko: '객체' },
  null: { en: 'null', ko: 'null' },
}

const formats: Readonly<Record<string, Text>> = {
  email: { en: 'an email address', ko: '이메일 주소' },
  url: { en: 'a URL', ko: 'URL 주소' },
  datetime: {
    en: 'an RFC 3339 time with an offset, such as 2026-11-22T09:00:00Z',
    ko: '2026-11-22T09:00:00Z처럼 오프셋이 있는 RFC 3339 시각으',
  },
  date: { en: 'a calendar date, such as 2026-11-22', ko: '2026-11-22처럼 달력에 있는 날짜' },
}

/** The message of every check without its own. */
export const issueText = (issue: z.core.$ZodRawIssue): string => inSpoken(textOf(issue))

const textOf = (issue: z.core.$ZodRawIssue): Text => {
  switch (issue.code) {
    case 'invalid_type':
      // parseJson returns NaN for a number that rounds to an integer.
      if (issue.expected === 'number' && Number.isNaN(issue.input)) return being(types['int'])
      return being(types[issue.expected] ?? { en: issue.expected, ko: issue.expected })
    case 'too_small':
      return bound(issue.origin, { en: 'at least', ko: '이상이어야' }, issue.minimum)
    case 'too_big':
      return bound(issue.origin, { en: 'at most', ko: '이하여야' }, issue.maximum)
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_union':
      // The discriminator of the union.
      return Array.isArray(issue['options'])
        ? oneOf(issue['options'])
        : { en: 'matches none of the allowed forms', ko: '허용되는 형식 중 어느 것과도 맞지 않습니다.' }
    case 'invalid_format': {
      const form = issue.pattern ?? issue.format
      return being(formats[issue.format] ?? { en: `of the form ${form}`, ko: `${form} 형식으` })
    }
    case 'not_multiple_of':
      return { en: `must be a multiple of ${issue.divisor}`, ko: `${issue.divisor}의 배수로 보내 주십시오.` }
    default:
      return { en: 'is invalid', ko: '올바르지 않습니다.' }
  }
}

/** @param what in Korean without the particle 로; all of these words take it */
const being = (what: Text = { en: 'another value', ko: '다른 값으' }): Text => ({
  en: `must be ${what.en}`,
  ko: `${what.ko}로 보내 주십시오.`,
})

const units: Readonly<Record<string, Text>> = {
  string: { en: 'characters', ko: '자' },
  array: { en: 'items', ko: '개' },
  set: { en: 'items', ko: '개' },
}

const bound = (origin: string, side: Text, limit: number | bigint): Text => {
  const unit = units[origin]
  if (!unit) return { en: `must be ${side.en} ${limit}`, ko: `${limit} ${side.ko} 합니다.` }
  return { en: `must have ${side.en} ${limit} ${unit.en}`, ko: `${limit}${unit.ko} ${side.ko} 합니다.` }
}

const oneOf = (values: readonly unknown[]): Text => {
  const all = values.map(String)
  const listed = all.join(', ')
  return all.length === 1
    ? { en: `must be ${listed}`, ko: `${listed}만 보낼 수 있습니다.` }
    : { en: `must be one of ${listed}`, ko: `다음 중 하나여야 합니다: ${listed}` }
}
