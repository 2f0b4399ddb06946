// Edits of source files on their way into a bundle.

import { parseSync, Visitor } from 'vite'

/** A part of a file that is replaced. */
export interface Edit {
  readonly from: number
  readonly to: number
  /** By default nothing. */
  readonly by?: string
}

/** The source with all edits; one inside of another is left out. */
export const edited = (source: string, edits: readonly Edit[]): string =>
  edits
    .filter((one) => !edits.some((other) => other !== one && isInside(one, other)))
    .toSorted((one, other) => other.from - one.from)
    .reduce((text, { from, to, by = '' }) => text.slice(0, from) + by + text.slice(to), source)

const isInside = (one: Edit, other: Edit): boolean => other.from <= one.from && one.to <= other.to && one.to > one.from

/** What documents alone need: the second argument of each `documented(schema, words)`, and each summary. */
export const documentation = (path: string, source: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [schema, words] }) => {
      if (callee.type === 'Identifier' && callee.name === 'documented' && schema && words)
        edits.push({ from: schema.end, to: words.end })
    },
    Property: ({ key, value }) => {
      if (key.type === 'Identifier' && key.name === 'summary')
        edits.push({ from: value.start, to: value.end, by: "''" })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

/** Title and detail of each `problem(code, status, words)`: only a service answers with them. */
export const problemWords = (path: string, source: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [, , words] }) => {
      if (callee.type === 'Identifier' && callee.name === 'problem' && words?.type === 'ObjectExpression')
        edits.push({ from: words.start, to: words.end, by: '{}' })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

/** The message in each `says({ ... })`: only a service answers with it. */
export const messages = (path: string, source: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [text], start, end }) => {
      if (callee.type === 'Identifier' && callee.name === 'says' && text?.type === 'ObjectExpression')
        edits.push({ from: start, to: end, by: 'undefined' })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

const DEPLOYED = new Set(['access', 'budget', 'indexes', 'objects'])

/** What a contract says to the deployment alone: the parts of the table that a function uses, and what that may cost. */
export const deploymentOf = (path: string, source: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    Property: ({ key, start, end }) => {
      if (key.type === 'Identifier' && DEPLOYED.has(key.name))
        edits.push({ from: start, to: source.indexOf(',', end) + 1 })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

/** The entries of other functions in `contract(module, about, { ... })`. */
export const otherEntries = (path: string, source: string, own: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [, , declared] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'contract' || declared?.type !== 'ObjectExpression') return
      for (const entry of declared.properties)
        if (!(entry.type === 'Property' && entry.key.type === 'Identifier' && entry.key.name === own))
          edits.push({ from: entry.start, to: source.indexOf(',', entry.end) + 1 })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

/** The invariants in the `keeps: [...]` of guards: only the audit and the catalogue ask for them. */
export const keptInvariants = (path: string, source: string): Edit[] => {
  const edits: Edit[] = []
  new Visitor({
    Property: ({ key, value }) => {
      if (key.type === 'Identifier' && key.name === 'keeps' && value.type === 'ArrayExpression')
        edits.push({ from: value.start, to: value.end, by: '[]' })
    },
  }).visit(parseSync(path, source).program)
  return edits
}

/** Marks the calls in the values of constants as free of effects, so that esbuild drops a constant that is not used. */
export const withoutEffects = (path: string, source: string): string => {
  const starts = new Set<number>()
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, start } = node as { readonly type?: unknown; readonly start?: unknown }
    if (typeof type === 'string' && /Function/.test(type)) return
    if ((type === 'CallExpression' || type === 'NewExpression') && typeof start === 'number') starts.add(start)
    for (const inner of Object.values(node)) look(inner)
  }
  for (const statement of parseSync(path, source).program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type === 'VariableDeclaration') for (const { init } of declared.declarations) look(init)
  }
  return edited(
    source,
    [...starts].map((at) => ({ from: at, to: at, by: '/* @__PURE__ */ ' })),
  )
}
