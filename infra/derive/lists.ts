// The lists of modules, written from functions/api.ts. Each is code that is typed over ModuleName, so tsc names the one that is out of date.

import { existsSync } from 'node:fs'
import { api } from '#functions/api.ts'
import { type Derived, textAt, withBlock } from './derived.ts'

const modules = Object.keys(api)
const root = new URL('../../', import.meta.url)
const has = (path: string): boolean => existsSync(new URL(path, root))

/** What a list imports of a module, or of the kernel; `path` is the file without which a module has nothing to list. */
type Place = (module: string) => { readonly path: string; readonly from: string; readonly name: string }

/** An import for each module that has the file, and what a list imports besides. */
const imports = (place: Place, names: readonly string[], besides: readonly string[]): string[] =>
  [
    ...names.filter((module) => has(place(module).path)).map((module) => importOf(module, place(module))),
    ...besides,
  ].sort((one, other) => (from(one) < from(other) ? -1 : 1))

const importOf = (module: string, { name, from }: ReturnType<Place>): string =>
  `import ${name === '*' ? `* as ${module}` : `{ ${name} as ${module} }`} from '${from}'`

const from = (line: string): string => line.slice(line.lastIndexOf(' from '))

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
  ...imports(
    rule,
    ['kernel', ...modules],
    ["import type { AnyRule, Rulebook } from '#kernel/data/rules.ts'", "import type { ModuleName } from './api.ts'"],
  ),
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
  ...imports(
    keys,
    ['kernel', ...modules],
    ["import type { Space } from '#kernel/data/key.ts'", "import type { ModuleName } from './api.ts'"],
  ),
  '',
  "export type Spaces = Readonly<Record<string, Pick<Space<string, string>, 'prefixes'>>>",
  '',
  'export const spaces: Spaces = {',
  ...members(keys, ['kernel', ...modules], '{ prefixes: [] }'),
  "} satisfies Record<'kernel' | ModuleName, Spaces[string]>",
]

/** Where there are rules there must be counterexamples, so their file is imported even before it is there. */
const counterexample: Place = (module) => ({
  path: rule(module).path,
  from: `#test/${module === 'kernel' ? 'kernel/data' : `domain/${module}`}/counterexamples.ts`,
  name: 'counterexamples',
})

const counterexamples = (): string[] => [
  "// Every module's counterexamples: a rule or a module without one does not compile.",
  `// ${HEAD}`,
  '',
  ...imports(
    counterexample,
    ['kernel', ...modules],
    [
      "import type { rulebook } from '#functions/rulebook.ts'",
      "import type { Counterexamples } from '#test/support/counterexample.ts'",
    ],
  ),
  '',
  'export const counterexamples: { [M in keyof typeof rulebook]: Counterexamples<(typeof rulebook)[M]> } = {',
  ...members(counterexample, ['kernel', ...modules]),
  '}',
]

const example: Place = (module) => ({ path: `functions/${module}/contract.ts`, from: `./${module}.ts`, name: '*' })

const examples = (): string[] => [
  "// Every module's examples: a module or an endpoint without one does not compile, and so no generated test forgets it.",
  `// ${HEAD}`,
  '',
  ...imports(example, modules, [
    "import type { api } from '#functions/api.ts'",
    "import type { ModuleExamples } from './example.ts'",
  ]),
  '',
  'export const examples: { readonly [M in keyof typeof api]: ModuleExamples<(typeof api)[M]> } = {',
  ...members(example, modules),
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
  { path: 'test/examples/api.ts', text: text(examples()) },
]
