// A tokenizer of expressions.

import { invalid } from './failure.ts'

export type Kind = 'word' | 'name' | 'value' | 'index' | 'symbol' | 'end'

export interface Token {
  readonly kind: Kind
  readonly text: string
}

const TOKEN = /\s*(?:([A-Za-z_]\w*)|(#\w+)|(:\w+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y
const KINDS: readonly Kind[] = ['word', 'name', 'value', 'index', 'symbol']

/** The kind of an expression, as named in errors. */
export type Use =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'UpdateExpression'
  | 'ProjectionExpression'

/** The tokens of one expression, with a position. */
export class Tokens {
  readonly use: Use
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(use: Use, text: string) {
    this.use = use
    this.#tokens = tokensOf(use, text)
    if (this.peek().kind === 'end') throw invalid(`Invalid ${use}: The expression can not be empty;`)
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '<EOF>' }
  }

  next(): Token {
    const token = this.peek()
    this.#at += 1
    return token
  }

  /** Whether a symbol or keyword comes next; keywords are case-insensitive. */
  sees(text: string): boolean {
    const { kind, text: found } = this.peek()
    return (kind === 'symbol' && found === text) || (kind === 'word' && found.toUpperCase() === text)
  }

  /** Consumes a symbol or keyword if it comes next. */
  takes(text: string): boolean {
    const comes = this.sees(text)
    if (comes) this.#at += 1
    return comes
  }

  /** @throws if another token comes next */
  needs(text: string): void {
    if (!this.takes(text)) throw this.error()
  }

  /** @throws if tokens are left */
  ends(): void {
    if (this.peek().kind !== 'end') throw this.error()
  }

  error(): Error {
    const near = [-1, 0, 1].map((ahead) => (this.#at + ahead < 0 ? '' : this.peek(ahead).text)).join(' ')
    return this.says(`Syntax error; token: "${this.peek().text}", near: "${near.trim()}"`)
  }

  says(message: string): Error {
    return invalid(`Invalid ${this.use}: ${message}`)
  }
}

const tokensOf = (use: Use, text: string): Token[] => {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.slice(1)
    const at = groups?.findIndex((group) => group !== undefined) ?? -1
    const [kind, found] = [KINDS[at], groups?.[at]]
    if (!kind || found === undefined)
      throw invalid(
        `Invalid ${use}: Syntax error; token: "${text.slice(from).trim().charAt(0)}", near: "${text.slice(from, from + 10)}"`,
      )
    tokens.push({ kind, text: found })
  }
  return tokens
}
