// JSON from strangers: what JSON.parse would quietly repair (repeated members, lost digits, endless nesting) is refused here.

const MAX_DEPTH = 32
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*|true|false|null/g

/** @throws SyntaxError that says what is wrong */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text)
  // The text is JSON now, so its tokens alone tell the rest.
  const open: (Set<string> | null)[] = []
  let before = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') addMember(open.at(-1), JSON.parse(before))
    else if (/^[-\d]/.test(token) && losesDigits(token))
      throw new SyntaxError(`the number ${token.slice(0, 40)} has more digits than can be kept`)
    if (open.length > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`)
    before = token
  }
  return value
}

const addMember = (members: Set<string> | null | undefined, name: string): void => {
  if (name === '__proto__') throw new SyntaxError('no member may be called "__proto__"')
  if (members?.has(name)) throw new SyntaxError(`the member ${JSON.stringify(name.slice(0, 40))} stands twice`)
  members?.add(name)
}

/** A whole number by value whose text says otherwise (1.00000000000000000001), or one beyond what a double holds exactly. */
const losesDigits = (token: string): boolean => {
  const value = Number(token)
  if (!Number.isFinite(value)) return true
  if (!Number.isInteger(value)) return false
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^-/, '').replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  const scale = Number(exponent) - fraction.length + (digits.length - kept.length)
  return kept !== '' && (scale < 0 || !Number.isSafeInteger(value))
}

/** The same text for equal values, whatever the order of their members. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
