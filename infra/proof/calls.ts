// The calls of the table that functions make, as recorded by the tests: what `npm run prove:iam` asks IAM about.

import { appendFileSync, readFileSync } from 'node:fs'
import type { Ask } from '#infra/local/ask.ts'

/** A kind of call of a function: its keys are patterns, so that there are few. */
export interface Call extends Ask {
  readonly operation: string
}

const CALLS = new URL('calls.json', import.meta.url)

/** The same for all calls of a kind: ids become examples, and several keys of one prefix one. */
export const kindOf = (operation: string, { action, index, keys, enclosing }: Ask): Call => ({
  operation,
  action,
  ...(index ? { index } : {}),
  ...(keys ? { keys: [...new Set(keys.map(exampleOf))].sort() } : {}),
  ...(enclosing ? { enclosing } : {}),
})

/** `ACCOUNT#account_01...` is `ACCOUNT#x`; of receipts the operation remains. */
const exampleOf = (key: string): string => {
  const [prefix = '', ...rest] = key.split('#')
  if (prefix === 'RECEIPT') return ['RECEIPT', 'x', rest[1] ?? '', 'x'].join('#')
  return prefix === 'JOB' ? key : `${prefix}#x`
}

export const textOf = (call: Call): string => JSON.stringify(call)

const seen = new Set<string>()

/** Notes calls in the file that RECORD_CALLS names, each kind once for each process. */
export const noteCalls = (operation: string, asks: readonly Ask[]): void => {
  const { RECORD_CALLS: file } = process.env
  if (!file) return
  for (const ask of asks) {
    const line = textOf(kindOf(operation, ask))
    if (seen.has(line)) continue
    seen.add(line)
    appendFileSync(file, `${line}\n`)
  }
}

export const recordedCalls = (): readonly Call[] => JSON.parse(readFileSync(CALLS, 'utf8'))
