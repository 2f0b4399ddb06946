// The lists of modules, derived from functions/api.ts. Each list is typed over ModuleName, so tsc names an outdated one.

import { existsSync, readdirSync } from 'node:fs'
import { api } from '#functions/api.ts'
import { type Derived, textAt, withBlock } from './derived.ts'

const modules = Object.keys(api)
/** The kernel's own: receipts, and the outbox of events. */
const kernel = {
  kernel: { home: '#kernel/commit/receipt.ts', space: 'receipts', erasure: '#kernel/commit/forget.ts' },
  outbox: { home: '#kernel/data/outbox.ts', space: 'outbox', erasure: '#kernel/commit/keep.ts' },
} as const
const kernelOf = (owner: string) => Object.entries(kernel).find(([name]) => name === owner)?.[1]
const owners = [...Object.keys(kernel), ...modules]
const OWNER = "'kernel' | 'outbox' | ModuleName"
const root = new URL('../../', import.meta.url)
const has = (path: string): boolean => existsSync(new URL(path, root))
/** The flows with invariants over items of several modules. */
const flows = readdirSync(new URL('shared/flows/', root))
  .filter((flow) => has(`shared/flows/${flow}/invariants.ts`))
  .sort()
const books = [...owners, ...flows]
const HEAD = 'Written by `npm run derive` from functions/api.ts.'

/** The line of a module in a list, and its imports. */
interface Entry {
  readonly line: string
  readonly imports: readonly string[]
}

const from = (line: string): string => line.slice(line.lastIndexOf(' from '))

/** In the order of Biome's import sorting. */
const importsOf = (entries: readonly Entry[], ...besides: string[]): string[] =>
  [...entries.flatMap(({ imports }) => imports), ...besides].sort((one, other) => (from(one) < from(other) ? -1 : 1))
const linesOf = (entries: readonly Entry[]): string[] => entries.map(({ line }) => `  ${line},`)

const folderOf = (module: string): string => `${flows.includes(module) ? 'flows' : 'domain'}/${module}`

/** A module declares invariants and keepers, or neither (ops). */
const ruled = (module: string): Entry => {
  const own = kernelOf(module)
  if (own)
    return {
      line: `${module}: { invariants: ${module}, keepers: ${module}Guards }`,
      imports: [`import { invariant as ${module}, guard as ${module}Guards } from '${own.home}'`],
    }
  const folder = folderOf(module)
  if (!has(`shared/${folder}/invariants.ts`)) return { line: `${module}: { invariants: {}, keepers: {} }`, imports: [] }
  return {
    line: `${module}: { invariants: ${module}, keepers: ${module}Guards }`,
    imports: [
      `import { guard as ${module}Guards } from '#${folder}/guards.ts'`,
      `import { invariant as ${module} } from '#${folder}/invariants.ts'`,
    ],
  }
}

const rulebook = (): string[] => [
  '// All invariants and keepers, for the audit and the catalogue.',
  `// ${HEAD}`,
  '',
  ...importsOf(
    books.map(ruled),
    "import type { Keeper } from '#kernel/data/guards.ts'",
    "import type { Invariant } from '#kernel/data/invariants.ts'",
    "import type { ModuleName } from './api.ts'",
  ),
  '',
  'interface Book {',
  '  readonly invariants: Readonly<Record<string, Invariant>>',
  '  readonly keepers: Readonly<Record<string, Keeper>>',
  '}',
  '',
  'export const rulebook = {',
  ...linesOf(books.map(ruled)),
  `} satisfies Record<${OWNER}, Book> & Record<string, Book>`,
  '',
  'const books = Object.values<Book>(rulebook)',
  'export const invariants: readonly Invariant[] = books.flatMap((book) => Object.values(book.invariants))',
  'export const keepers: readonly Keeper[] = books.flatMap((book) => Object.values(book.keepers))',
]

const owned = (module: string): Entry => {
  const own = kernelOf(module)
  if (own) {
    const name = own.space === module ? module : `${own.space} as ${module}`
    return { line: module, imports: [`import { ${name} } from '${own.home}'`] }
  }
  const folder = `domain/${module}`
  if (!has(`shared/${folder}/items.ts`)) return { line: `${module}: { prefixes: [] }`, imports: [] }
  return { line: module, imports: [`import { ${module} } from '#${folder}/items.ts'`] }
}

const spaces = (): string[] => [
  '// The spaces of all modules: their key prefixes, from which IAM grants derive.',
  `// ${HEAD}`,
  '',
  ...importsOf(
    owners.map(owned),
    "import type { Item } from '#kernel/data/condition.ts'",
    "import { isDeclared, type Space } from '#kernel/data/item.ts'",
    "import { isOfDeclaredVersion } from '#kernel/data/versions.ts'",
    "import type { ModuleName } from './api.ts'",
  ),
  '',
  "export type Spaces = Readonly<Record<string, Pick<Space<string, string>, 'prefixes'>>>",
  '',
  'export const spaces: Spaces = {',
  ...linesOf(owners.map(owned)),
  `} satisfies Record<${OWNER}, Spaces[string]>`,
  '',
  '/** Whether this edition knows kind and version of a stored item. All item types are loaded with their spaces. */',
  'export const isKnown = (item: Item): boolean => isDeclared(item) && isOfDeclaredVersion(item)',
]

/** Every module declares its part of an erasure. The file is imported even if it is missing, so that tsc reports it. */
const erased = (module: string): Entry => {
  const own = kernelOf(module)
  const file = own?.erasure ?? `#domain/${module}/erasure.ts`
  const names = own ? `erasure as ${module}` : `erasure as ${module}, traces as ${module}Traces`
  return { line: module, imports: [`import { ${names} } from '${file}'`] }
}

const erasures = (): string[] => [
  "// Every module's part of an erasure: a module without one does not compile.",
  `// ${HEAD}`,
  '',
  ...importsOf(owners.map(erased), "import type { Trace } from '#kernel/commit/erasure.ts'"),
  '',
  "/** In the order of the steps. The users' part ends with names and addresses. */",
  'export const erasures = {',
  ...linesOf(owners.map(erased)),
  '}',
  '',
  'export type Modules = keyof typeof erasures',
  '',
  'export const traces: readonly Trace[] = [',
  ...modules.map((module) => `  ...${module}Traces,`),
  ']',
]

/** A module with keepers needs counterexamples. The file is imported even if it is missing, so that tsc reports it. */
const disproved = (module: string): Entry => {
  const file = kernelOf(module) ? `kernel/counterexamples/${module}.ts` : `${folderOf(module)}/counterexamples.ts`
  if (ruled(module).imports.length === 0) return { line: `${module}: {}`, imports: [] }
  return { line: module, imports: [`import { counterexamples as ${module} } from '#test/${file}'`] }
}

const counterexamples = (): string[] => [
  "// Every module's counterexamples: a keeper or a module without one does not compile.",
  `// ${HEAD}`,
  '',
  ...importsOf(
    books.map(disproved),
    "import type { rulebook } from '#functions/rulebook.ts'",
    "import type { Counterexamples } from '#kit/testing/counterexample.ts'",
  ),
  '',
  "export const counterexamples: { [M in keyof typeof rulebook]: Counterexamples<(typeof rulebook)[M]['keepers']> } = {",
  ...linesOf(books.map(disproved)),
  '}',
]

const shown = (module: string): Entry => ({ line: module, imports: [`import * as ${module} from './${module}.ts'`] })

const examples = (): string[] => [
  "// Every module's examples: a module or an endpoint without one does not compile, and so no generated test forgets it.",
  `// ${HEAD}`,
  '',
  ...importsOf(
    modules.map(shown),
    "import type { api } from '#functions/api.ts'",
    "import type { ModuleExamples } from './example.ts'",
  ),
  '',
  'export const examples: { readonly [M in keyof typeof api]: ModuleExamples<(typeof api)[M]> } = {',
  ...linesOf(modules.map(shown)),
  '}',
]

/** The modules that announce events. */
const announcing = modules.filter((module) => has(`shared/domain/${module}/events.ts`))

/** The declarations of events, for documents. */
const announcements = (): string[] => [
  '// The types of events of all modules.',
  `// ${HEAD}`,
  '',
  ...announcing
    .map((module) => `import * as ${module} from '#domain/${module}/events.ts'`)
    .sort((one, other) => (from(one) < from(other) ? -1 : 1)),
  "import { type Declared, declaredIn } from '#kernel/data/outbox.ts'",
  '',
  '/** By module, in the order of the documentation. */',
  'export const announcements: Readonly<Record<string, readonly Declared[]>> = {',
  ...announcing.map((module) => `  ${module}: declaredIn(${module}),`),
  '}',
]

/** The contracts that the client package exports by name, so that a front end can tree-shake them. */
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
  { path: 'shared/flows/erasure/modules.ts', text: text(erasures()) },
  { path: 'functions/announcements.ts', text: text(announcements()) },
  { path: 'functions/client.ts', text: client(textAt('functions/client.ts')) },
  { path: 'test/generated/counterexamples.ts', text: text(counterexamples()) },
  { path: 'test/examples/api.ts', text: text(examples()) },
]
