// Leaves in a bundle what its function uses: its own entry of the contract, and no schema, problem or invariant of others.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Plugin } from 'esbuild'
import { parseSync, Visitor } from 'vite'
import { type Cut, without, wordsIn } from './without-documentation.ts'

/** The positions of the entries of other functions in `contract(module, about, { ... })`. */
const others = (path: string, source: string, own: string): Cut[] => {
  const cuts: Cut[] = []
  const { program } = parseSync(path, source)
  new Visitor({
    CallExpression: ({ callee, arguments: [, , declared] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'contract' || declared?.type !== 'ObjectExpression') return
      for (const entry of declared.properties)
        if (!(entry.type === 'Property' && entry.key.type === 'Identifier' && entry.key.name === own))
          cuts.push({ from: entry.start, to: source.indexOf(',', entry.end) + 1 })
    },
  }).visit(program)
  return cuts
}

/** The positions of the invariants in the `keeps: [...]` of guards: only the audit and the catalogue ask for them. */
const kept = (path: string, source: string): Cut[] => {
  const cuts: Cut[] = []
  const { program } = parseSync(path, source)
  new Visitor({
    Property: ({ key, value }) => {
      if (key.type === 'Identifier' && key.name === 'keeps' && value.type === 'ArrayExpression')
        cuts.push({ from: value.start + 1, to: value.end - 1 })
    },
  }).visit(program)
  return cuts
}

/** `functions/wallet/get-account.ts` is the entry getAccount. */
const entryOf = (handler: string): string =>
  basename(handler, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const RESOLVED = Symbol('resolved')
const WHOLE = '?whole'

export const whatIsUsed: Plugin = {
  name: 'what is used',
  setup: (build) => {
    // The contract of each handler is a module of its own.
    build.onResolve({ filter: /^\.\/contract\.ts$/ }, ({ importer, resolveDir }) => ({
      path: `${resolveDir}/contract.ts`,
      suffix: `?${entryOf(importer)}`,
    }))
    build.onLoad({ filter: /\/functions\/\w+\/contract\.ts$/ }, async ({ path, suffix }) => {
      const source = await readFile(path, 'utf8')
      const cuts = others(path, source, suffix.slice(1))
      const words = wordsIn(path, source).filter((cut) => !cuts.some(({ from, to }) => from < cut.from && cut.to <= to))
      return { contents: without(source, [...cuts, ...words]), loader: 'ts' }
    })
    // These only declare. The rulebook lists guards with their invariants.
    build.onResolve({ filter: /\/(schema|problems|invariants|guards)\.ts$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === RESOLVED) return undefined
      const found = await build.resolve(path, { ...from, pluginData: RESOLVED })
      if (!/\/shared\/(domain|flows)\//.test(found.path)) return found
      const suffix = from.importer.endsWith('/functions/rulebook.ts') && path.endsWith('/guards.ts') ? WHOLE : ''
      return { ...found, sideEffects: false, suffix }
    })
    build.onLoad({ filter: /\/shared\/(domain|flows)\/\w+\/guards\.ts$/ }, async ({ path, suffix }) => {
      const source = await readFile(path, 'utf8')
      return { contents: suffix === WHOLE ? source : without(source, kept(path, source)), loader: 'ts' }
    })
  },
}
