// A strict JSON parser: rejects repeated members, rounded fractions and deep nesting, which JSON.parse accepts.

import type { Text } from './language.ts'

const MAX_DEPTH = 32
/** Strings, brackets and colons; other tokens do not affect nesting or names. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/** Every number with a fraction or an exponent, and some strings. */
const FRACTION = /\d[.eE]/

/** Well-formed JSON that is rejected nevertheless. */
export class RefusedJson extends SyntaxError {
  override readonly name = 'RefusedJson'
  /** A sentence for the caller. */
  readonly says: Text

  constructor(says: Text) {
    super(says.en)
    this.says = says
  }
}

/** @throws SyntaxError with the reason */
export const parseJson = (text: string): unknown => {
  const value: unknown = FRACTION.test(text) ? JSON.parse(text, exact as Reviver) : JSON.parse(text)
  // The text is valid JSON, so a scan of some tokens suffices.
  const open: (Set<string> | null)[] = []
  let before = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') addMember(open.at(-1), JSON.parse(before))
    if (open.length > MAX_DEPTH)
      throw new RefusedJson({
        en: `The body is nested deeper than ${MAX_DEPTH} levels.`,
        ko: `본문이 ${MAX_DEPTH}단계보다 깊게 중첩되어 있습니다.`,
      })
    before = token
  }
  return value
}

type Reviver = Parameters<typeof JSON.parse>[1]

/** A fraction that a double rounds to an integer becomes NaN, which no schema accepts; `issueText` explains it. */
const exact = (_: string, value: unknown, { source = '' }: { source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && hasFraction(source) ? Number.NaN : value

const hasFraction = (source: string): boolean => {
  if (!/[.e]/i.test(source)) return false
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e')
  const [, fraction = ''] = mantissa.split('.')
  const digits = mantissa.replace(/[-.]/g, '')
  // A loop, because a regular expression for trailing zeros takes quadratic time.
  let kept = digits.length
  while (digits[kept - 1] === '0') kept -= 1
  // Whether digits remain after the decimal point.
  return kept > 0 && Number(exponent) - fraction.length + (digits.length - kept) < 0
}

const addMember = (members: Set<string> | null | undefined, name: string): void => {
  if (name === '__proto__')
    throw new RefusedJson({
      en: 'The body has a member named "__proto__". This name is not allowed.',
      ko: '본문에 "__proto__"라는 이름의 멤버가 있습니다. 이 이름은 사용할 수 없습니다.',
    })
  if (!members?.has(name)) {
    members?.add(name)
    return
  }
  const shown = JSON.stringify(name.slice(0, 40))
  throw new RefusedJson({
    en: `The body has the member ${shown} twice in one object.`,
    ko: `본문의 한 객체에 멤버 ${shown}이(가) 두 번 있습니다.`,
  })
}

/** Canonical JSON: the same text for equal values, independent of the order of members. JSON has no bigint, so its digits stand in a member. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => {
    if (typeof inner === 'bigint') return { $integer: String(inner) }
    return inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  })
