// Parsers of DynamoDB expressions with a cache.

import { RESERVED } from './reserved.ts'
import {
  ARITY,
  COMPARATORS,
  type Condition,
  type Operand,
  type Path,
  type PathStep,
  type Source,
  type Test,
  type Update,
} from './syntax.ts'
import { Tokens, type Use } from './tokens.ts'

const MOST_KEPT = 10_000

/** Caches results by text: callers use few distinct expressions. */
const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const made = make(text)
    if (known.size >= MOST_KEPT) known.clear()
    known.set(text, made)
    return made
  }
}

const conditionParser = (use: Use) =>
  remembered((text): Condition => {
    const tokens = new Tokens(use, text)
    const condition = either(tokens)
    tokens.ends()
    return condition
  })

export const parseCondition = conditionParser('ConditionExpression')
export const parseFilter = conditionParser('FilterExpression')
export const parseKeyCondition = conditionParser('KeyConditionExpression')

const either = (tokens: Tokens): Condition => {
  let condition = both(tokens)
  while (tokens.takes('OR')) condition = { kind: 'or', of: [condition, both(tokens)] }
  return condition
}

const both = (tokens: Tokens): Condition => {
  let condition = negation(tokens)
  while (tokens.takes('AND')) condition = { kind: 'and', of: [condition, negation(tokens)] }
  return condition
}

const negation = (tokens: Tokens): Condition =>
  tokens.takes('NOT') ? { kind: 'not', of: negation(tokens) } : single(tokens)

const single = (tokens: Tokens): Condition => {
  if (tokens.takes('(')) return parenthesised(tokens)
  const { kind, text } = tokens.peek()
  if (kind === 'word' && tokens.peek(1).text === '(' && isTest(text)) return testOf(tokens, text)
  const left = operand(tokens)
  if (tokens.takes('BETWEEN')) {
    const low = operand(tokens)
    tokens.needs('AND')
    return { kind: 'between', operands: [left, low, operand(tokens)] }
  }
  if (tokens.takes('IN')) return { kind: 'in', operands: [left, ...listed(tokens, operand)] }
  const op = COMPARATORS.find((comparator) => tokens.takes(comparator))
  if (!op) throw tokens.error()
  return { kind: 'compare', op, operands: [left, operand(tokens)] }
}

const parenthesised = (tokens: Tokens): Condition => {
  const condition = either(tokens)
  tokens.needs(')')
  if (enclosed.has(condition)) throw tokens.says('The expression has redundant parentheses;')
  enclosed.add(condition)
  return condition
}

/** Conditions in their own parentheses. */
const enclosed = new WeakSet<Condition>()

const isTest = (name: string): name is Test => Object.hasOwn(ARITY, name)

const testOf = (tokens: Tokens, test: Test): Condition => {
  tokens.next()
  const operands = listed(tokens, operand)
  if (operands.length !== ARITY[test])
    throw tokens.says(
      `Incorrect number of operands for operator or function; operator or function: ${test}, number of operands: ${operands.length}`,
    )
  return { kind: 'test', test, operands }
}

const listed = <T>(tokens: Tokens, one: (tokens: Tokens) => T): T[] => {
  tokens.needs('(')
  const all = [one(tokens)]
  while (tokens.takes(',')) all.push(one(tokens))
  tokens.needs(')')
  return all
}

const operand = (tokens: Tokens): Operand => {
  const { kind, text } = tokens.peek()
  if (kind === 'value') return { kind: 'value', name: tokens.next().text }
  if (kind !== 'word' || tokens.peek(1).text !== '(') return { kind: 'path', path: pathOf(tokens) }
  if (text !== 'size') throw tokens.says(`Invalid function name; function: ${text}`)
  tokens.next()
  const [path, ...others] = listed(tokens, pathOf)
  if (!path || others.length > 0) throw tokens.error()
  return { kind: 'size', path }
}

const pathOf = (tokens: Tokens): Path => {
  const path: PathStep[] = [attribute(tokens)]
  for (;;) {
    if (tokens.takes('.')) path.push(attribute(tokens))
    else if (tokens.takes('[')) {
      if (tokens.peek().kind !== 'index') throw tokens.error()
      path.push(Number(tokens.next().text))
      tokens.needs(']')
    } else return path
  }
}

const attribute = (tokens: Tokens): string => {
  const { kind, text } = tokens.peek()
  if (kind !== 'word' && kind !== 'name') throw tokens.error()
  if (kind === 'word' && RESERVED.has(text.toUpperCase()))
    throw tokens.says(`Attribute name is a reserved keyword; reserved keyword: ${text}`)
  return tokens.next().text
}

export const parseProjection = remembered((text): readonly Path[] => {
  const tokens = new Tokens('ProjectionExpression', text)
  const paths = separated(tokens, pathOf)
  tokens.ends()
  return paths
})

const separated = <T>(tokens: Tokens, one: (tokens: Tokens) => T): T[] => {
  const all = [one(tokens)]
  while (tokens.takes(',')) all.push(one(tokens))
  return all
}

export const parseUpdate = remembered((text): Update => {
  const tokens = new Tokens('UpdateExpression', text)
  const clauses: { -readonly [K in keyof Update]?: Update[K] } = {}
  do {
    const verb = (['SET', 'REMOVE', 'ADD', 'DELETE'] as const).find((word) => tokens.takes(word))
    const name = verb && NAMES[verb]
    if (!name) throw tokens.error()
    if (clauses[name]) throw tokens.says(`The "${verb}" section can only be used once in an update expression;`)
    if (name === 'set') clauses.set = separated(tokens, assignment)
    else if (name === 'remove') clauses.remove = separated(tokens, pathOf)
    else clauses[name] = separated(tokens, amount)
  } while (tokens.peek().kind !== 'end')
  const { set = [], remove = [], add = [], delete: deleted = [] } = clauses
  return { set, remove, add, delete: deleted }
})

const NAMES = { SET: 'set', REMOVE: 'remove', ADD: 'add', DELETE: 'delete' } as const

const assignment = (tokens: Tokens): Update['set'][number] => {
  const path = pathOf(tokens)
  tokens.needs('=')
  return { path, to: total(tokens) }
}

const amount = (tokens: Tokens): Update['add'][number] => {
  const path = pathOf(tokens)
  if (tokens.peek().kind !== 'value') throw tokens.error()
  return { path, by: tokens.next().text }
}

const total = (tokens: Tokens): Source => {
  const left = source(tokens)
  for (const sign of ['+', '-'] as const) if (tokens.takes(sign)) return { kind: sign, of: [left, source(tokens)] }
  return left
}

const source = (tokens: Tokens): Source => {
  if (tokens.takes('(')) {
    const inner = total(tokens)
    tokens.needs(')')
    return inner
  }
  const { kind, text } = tokens.peek()
  if (kind !== 'word' || tokens.peek(1).text !== '(' || text === 'size') return operand(tokens)
  tokens.next()
  if (text === 'if_not_exists') {
    tokens.needs('(')
    const path = pathOf(tokens)
    tokens.needs(',')
    const otherwise = source(tokens)
    tokens.needs(')')
    return { kind: 'if_not_exists', path, otherwise }
  }
  const [first, second, ...others] = text === 'list_append' ? listed(tokens, source) : []
  if (!first || !second || others.length > 0) throw tokens.says(`Invalid function name; function: ${text}`)
  return { kind: 'list_append', of: [first, second] }
}
