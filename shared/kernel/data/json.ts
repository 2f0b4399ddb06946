// JSON from strangers: what JSON.parse would quietly repair (repeated members, rounded fractions, endless nesting) is refused here.

const MAX_DEPTH = 32
/** Commas and values other than texts tell nothing of nesting or names. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/** Well-formed JSON that is refused all the same. Its message is a sentence for the caller. */
export class RefusedJson extends SyntaxError {
  override readonly name = 'RefusedJson'
}

/** @throws SyntaxError that says what is wrong */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text, exact as Reviver)
  // The text is JSON, so some of its tokens tell the rest.
  const open: (Set<string> | null)[] = []
  let before = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') addMember(open.at(-1), JSON.parse(before))
    if (open.length > MAX_DEPTH) throw new RefusedJson(`The body is nested deeper than ${MAX_DEPTH} levels.`)
    before = token
  }
  return value
}

type Reviver = Parameters<typeof JSON.parse>[1]

/** A fraction that a double rounds to a whole number becomes NaN, which no schema takes: `issueText` says what NaN stands for. */
const exact = (_: string, value: unknown, { source = '' }: { source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && hasFraction(source) ? Number.NaN : value

const hasFraction = (source: string): boolean => {
  if (!/[.e]/i.test(source)) return false
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e')
  const [, fraction = ''] = mantissa.split('.')
  const digits = mantissa.replace(/[-.]/g, '')
  // A loop, because an expression for the zeros at the end takes quadratic time over those in the middle.
  let kept = digits.length
  while (digits[kept - 1] === '0') kept -= 1
  // Whether the digits that are left reach below the point.
  return kept > 0 && Number(exponent) - fraction.length + (digits.length - kept) < 0
}

const addMember = (members: Set<string> | null | undefined, name: string): void => {
  if (name === '__proto__') throw new RefusedJson('The body has a member named "__proto__". This name is not allowed.')
  if (members?.has(name))
    throw new RefusedJson(`The body has the member ${JSON.stringify(name.slice(0, 40))} twice in one object.`)
  members?.add(name)
}

/** The same text for equal values, whatever the order of their members. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
