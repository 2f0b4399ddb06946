// The report of the kit's public face: what each entry of the package exports, as TypeScript declares it.

import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { emitKitTypes, entries } from '#infra/bundle/kit-package.ts'
import type { Derived } from './derived.ts'

/** Where a name is declared: a file with types, from the package's root. */
interface Place {
  readonly file: string
  readonly name: string
}

interface Declarations {
  /** As TypeScript prints it, by name. */
  readonly texts: ReadonlyMap<string, string>
  /** The types that a declaration names. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** Where names come from that the file does not declare: those that it imports, or passes on. */
  readonly elsewhere: ReadonlyMap<string, Place>
}

type Program = ReturnType<typeof parseSync>['program']
type Statement = Program['body'][number]

export const apiReport = async (): Promise<Derived> => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-kit-'))
  try {
    await emitKitTypes(folder)
    return { path: 'kit/api.md', text: reportOn(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const reportOn = (folder: string): string => {
  const known = new Map<string, Declarations>()
  const read = (file: string): Declarations => {
    const declarations = known.get(file) ?? declarationsIn(file, readFileSync(join(folder, file), 'utf8'))
    known.set(file, declarations)
    return declarations
  }
  const shown = entries.map((entry) => {
    const { elsewhere } = read(`kit/${entry}.d.ts`)
    return { entry, places: [...elsewhere.values()] }
  })
  const exported = shown.flatMap(({ places }) => places)
  return [
    '# The public face of the kit',
    'What each entry of the package `holdfast` exports. `npm run derive` writes this page; a test fails while it is out of date.',
    ...shown.map(({ entry, places }) => `## holdfast/${entry}\n\n${printed(places, read)}`),
    `## Named by these, and exported by no entry\n\n${printed(behind(exported, read), read)}`,
  ]
    .join('\n\n')
    .concat('\n')
}

const idOf = ({ file, name }: Place): string => `${file} ${name}`

/** What the declarations name, directly or not, beyond themselves. */
const behind = (exported: readonly Place[], read: (file: string) => Declarations): Place[] => {
  const seen = new Set(exported.map(idOf))
  const found: Place[] = []
  const look = (place: Place): void => {
    const { names, texts, elsewhere } = read(place.file)
    for (const name of names.get(place.name) ?? []) {
      const at = texts.has(name) ? { file: place.file, name } : elsewhere.get(name)
      if (!at || seen.has(idOf(at))) continue
      seen.add(idOf(at))
      found.push(at)
      look(at)
    }
  }
  exported.forEach(look)
  return found
}

/** By file, each in a block of its own. */
const printed = (places: readonly Place[], read: (file: string) => Declarations): string =>
  [...Map.groupBy(places, ({ file }) => file)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, members]) => {
      const texts = members
        .map(({ name }) => name)
        .sort()
        .map((name) => read(file).texts.get(name) ?? `// ${name} is not declared here`)
      return `\`${file.replace(/\.d\.ts$/, '.ts')}\`\n\n\`\`\`ts\n${texts.join('\n')}\n\`\`\``
    })
    .join('\n\n')

const declarationsIn = (file: string, text: string): Declarations => {
  const { program } = parseSync(file, text)
  const texts = new Map<string, string>()
  const names = new Map<string, readonly string[]>()
  const elsewhere = new Map<string, Place>()
  for (const statement of program.body) {
    for (const name of declaredBy(statement)) {
      const source = text.slice(statement.start, statement.end).replace(/^export /, '')
      texts.set(name, source)
      names.set(name, namedIn(file, source))
    }
    for (const [local, { from, name }] of broughtBy(statement))
      if (from.startsWith('.'))
        elsewhere.set(local, { file: posix.join(posix.dirname(file), from.replace(/\.js$/, '.d.ts')), name })
  }
  return { texts, names, elsewhere }
}

const declaredBy = (statement: Statement): string[] => {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  switch (declared?.type) {
    case 'VariableDeclaration':
      return declared.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
      return declared.id ? [declared.id.name] : []
    default:
      return []
  }
}

/** The names that a statement imports or passes on, and what they are called where they come from. */
const broughtBy = (statement: Statement): [string, { from: string; name: string }][] => {
  if (statement.type === 'ImportDeclaration')
    return statement.specifiers.flatMap((specifier) =>
      specifier.type === 'ImportSpecifier'
        ? [[specifier.local.name, { from: statement.source.value, name: nameOf(specifier.imported) }]]
        : [],
    )
  if (statement.type !== 'ExportNamedDeclaration' || !statement.source) return []
  const from = statement.source.value
  return statement.specifiers.map(({ exported, local }) => [nameOf(exported), { from, name: nameOf(local) }])
}

type Named = { readonly name: string } | { readonly value: string }
const nameOf = (named: Named): string => ('name' in named ? named.name : named.value)

const namedIn = (file: string, declaration: string): string[] => {
  const names = new Set<string>()
  new Visitor({
    TSTypeReference: ({ typeName }) => {
      if (typeName.type === 'Identifier') names.add(typeName.name)
    },
    TSInterfaceHeritage: ({ expression }) => {
      if (expression.type === 'Identifier') names.add(expression.name)
    },
    TSTypeQuery: ({ exprName }) => {
      if (exprName.type === 'Identifier') names.add(exprName.name)
    },
  }).visit(parseSync(file, declaration).program)
  return [...names]
}
