// The lists of modules, written from functions/api.ts. Each is code that is typed over ModuleName, so tsc names the one that is out of date.

import { existsSync } from 'node:fs'
import { api } from '#functions/api.ts'
import { type Derived, textAt, withBlock } from './derived.ts'

const modules = Object.keys(api)
const root = new URL('../../', import.meta.url)
const has = (path: string): boolean => existsSync(new URL(path, root))

/** Where a module, or the kernel, has what a list is of. */
type Place = (module: string) => { readonly path: string; readonly from: string; readonly name: string }

/** An import for each module that has the file, in the order in which Biome sorts them. */
const imports = (place: Place, names: readonly string[]): string[] =>
  names
    .map((module) => ({ module, ...place(module) }))
    .filter(({ path }) => has(path))
    .sort((one, other) => (one.from < other.from ? -1 : 1))
    .map(({ module, from, name }) => `import { ${name === module ? module : `${name} as ${module}`} } from '${from}'`)

/** @param none stands for a module without the file, which has nothing to list */
const members = (place: Place, names: readonly string[], none = '{}'): string[] =>
  names.map((module) => (has(place(module).path) ? `  ${module},` : `  ${module}: ${none},`))

const HEAD = 'Written by `npm run derive` from functions/api.ts.'

const rule: Place = (module) =>
  module === 'kernel'
    ? { path: 'shared/kernel/commit/receipt.ts', from: '#kernel/commit/receipt.ts', name: 'rule' }
    : { path: `shared/domain/${module}/rules.ts`, from: `#domain/${module}/rules.ts`, name: 'rule' }

const rulebook = (): string[] => [
  '// Every rule of every module, in one list: what the audit asks and what operators read.',
  `// ${HEAD}`,
  '',
  ...imports(rule, ['kernel', ...modules]),
  "import type { AnyRule, Rulebook } from '#kernel/data/rules.ts'",
  "import type { ModuleName } from './api.ts'",
  '',
  'export const rulebook = {',
  ...members(rule, ['kernel', ...modules]),
  "} satisfies Record<'kernel' | ModuleName, Rulebook>",
  '',
  'export const allRules: readonly AnyRule[] = Object.values<Rulebook>(rulebook).flatMap((rules) => Object.values(rules))',
]

const keys: Place = (module) =>
  module === 'kernel'
    ? { path: 'shared/kernel/commit/receipt.ts', from: '#kernel/commit/receipt.ts', name: 'receipts' }
    : { path: `shared/domain/${module}/item.ts`, from: `#domain/${module}/item.ts`, name: 'keys' }

const spaces = (): string[] => [
  "// Every module's space, the prefixes of what it owns in the table: what grants are made of.",
  `// ${HEAD}`,
  '',
  ...imports(keys, ['kernel', ...modules]),
  "import type { Space } from '#kernel/data/key.ts'",
  "import type { ModuleName } from './api.ts'",
  '',
  "export type Spaces = Readonly<Record<string, Pick<Space<string, string>, 'prefixes'>>>",
  '',
  'export const spaces: Spaces = {',
  ...members(keys, ['kernel', ...modules], '{ prefixes: [] }'),
  "} satisfies Record<'kernel' | ModuleName, Spaces[string]>",
]

const counterexample: Place = (module) => {
  const path = `${module === 'kernel' ? 'kernel/data' : `domain/${module}`}/counterexamples.ts`
  return { path: `test/${path}`, from: `#test/${path}`, name: 'counterexamples' }
}

const counterexamples = (): string[] => [
  "// Every module's counterexamples: a rule or a module without one does not compile.",
  `// ${HEAD}`,
  '',
  "import type { rulebook } from '#functions/rulebook.ts'",
  ...imports(counterexample, ['kernel', ...modules]),
  "import type { Counterexamples } from '#test/support/counterexample.ts'",
  '',
  'export const counterexamples: { [M in keyof typeof rulebook]: Counterexamples<(typeof rulebook)[M]> } = {',
  ...members(counterexample, ['kernel', ...modules]),
  '}',
]

/** The contracts that the client's package offers by name, so that a front end bundles those that it uses. */
const client = (text: string): string =>
  withBlock(
    text,
    'modules',
    [...modules].sort().map((module) => `export { ${module} } from './${module}/contract.ts'`),
  )

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`

export const lists = (): Derived[] => [
  { path: 'functions/rulebook.ts', text: text(rulebook()) },
  { path: 'functions/spaces.ts', text: text(spaces()) },
  { path: 'functions/client.ts', text: client(textAt('functions/client.ts')) },
  { path: 'test/generated/counterexamples.ts', text: text(counterexamples()) },
]
