// Leaves in the bundle of a function what it uses: its own entry of the contract, and no schema, problem, item or invariant of others.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Plugin } from 'esbuild'
import { documentation, edited, keptInvariants, otherEntries, problemWords, withoutEffects } from './source.ts'
import { IDENTITY } from './without-documentation.ts'

/** `functions/wallet/get-account.ts` is the entry getAccount. */
const entryOf = (handler: string): string =>
  basename(handler, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const RESOLVED = Symbol('resolved')
/** A guard as the catalogue explains it: with its invariants, and with the codes of problems alone. */
const EXPLAINED = '?explained'

export const whatIsUsed: Plugin = {
  name: 'what is used',
  setup: (build) => {
    build.onLoad({ filter: /\/shared\/kernel\/data\/documented\.ts$/ }, () => ({ contents: IDENTITY }))
    // The contract of each handler is a module of its own.
    build.onResolve({ filter: /^\.\/contract\.ts$/ }, ({ importer, resolveDir }) => ({
      path: `${resolveDir}/contract.ts`,
      suffix: `?${entryOf(importer)}`,
    }))
    build.onLoad({ filter: /\/functions\/\w+\/contract\.ts$/ }, async ({ path, suffix }) => {
      const source = await readFile(path, 'utf8')
      const edits = [...otherEntries(path, source, suffix.slice(1)), ...documentation(path, source)]
      return { contents: edited(source, edits), loader: 'ts' }
    })
    // These only declare.
    build.onResolve({ filter: /\/(schema|problems|items|invariants|guards)\.ts$/ }, async (asked) => {
      const { path, pluginData, ...from } = asked
      if (pluginData === RESOLVED) return undefined
      const found = await build.resolve(path, { ...from, pluginData: RESOLVED })
      if (!/\/shared\/(domain|flows)\//.test(found.path)) return found
      const isExplained =
        (from.importer.endsWith('/functions/rulebook.ts') && path.endsWith('/guards.ts')) ||
        (pluginData === EXPLAINED && path.endsWith('/problems.ts'))
      return { ...found, sideEffects: false, suffix: isExplained ? EXPLAINED : '' }
    })
    build.onLoad({ filter: /\/shared\/(domain|flows)\/\w+\/guards\.ts$/ }, async ({ path, suffix }) => {
      const source = await readFile(path, 'utf8')
      if (suffix === EXPLAINED) return { contents: source, loader: 'ts', pluginData: EXPLAINED }
      return { contents: edited(source, keptInvariants(path, source)), loader: 'ts' }
    })
    build.onLoad({ filter: /\/shared\/.*\/(schema|problems|items|money)\.ts$/ }, async ({ path, suffix }) => {
      const source = await readFile(path, 'utf8')
      const words = suffix === EXPLAINED ? problemWords(path, source) : []
      const needed = edited(source, [...documentation(path, source), ...words])
      return { contents: withoutEffects(path, needed), loader: 'ts' }
    })
  },
}
