// Removes the documentation of schemas from a bundle: `documented(schema, { ... })` becomes the schema.

import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { parseSync, Visitor } from 'vite'

export interface Cut {
  readonly from: number
  readonly to: number
}

/** The positions of the second argument of each `documented(schema, words)` in a source file. */
export const wordsIn = (path: string, source: string): Cut[] => {
  const cuts: Cut[] = []
  const { program } = parseSync(path, source)
  new Visitor({
    CallExpression: ({ callee, arguments: [schema, words] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'documented' || !schema || !words) return
      cuts.push({ from: schema.end, to: words.end })
    },
  }).visit(program)
  return cuts
}

export const without = (source: string, cuts: readonly Cut[]): string =>
  cuts
    .toSorted((one, other) => other.from - one.from)
    .reduce((text, { from, to }) => text.slice(0, from) + text.slice(to), source)

export const withoutDocumentation: Plugin = {
  name: 'without documentation',
  setup: (build) => {
    // esbuild replaces a call of this function with its argument.
    const identity = 'export function documented(schema) { return schema }'
    build.onLoad({ filter: /\/shared\/kernel\/data\/documented\.ts$/ }, () => ({ contents: identity }))
    build.onLoad({ filter: /\/(shared|functions)\/.*\/(schema|problems|contract|money)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      return { contents: without(source, wordsIn(path, source)), loader: 'ts' }
    })
  },
}
