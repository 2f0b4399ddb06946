// The project's own sources, parsed: what each imports, which names it uses, how long its functions are.

import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'vite'

export interface Import {
  /** A path from the project's root, or a package. */
  readonly from: string
  readonly names: readonly { readonly imported: string; readonly local: string }[]
  /** Leaves nothing behind when types are stripped. */
  readonly typeOnly: boolean
}

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

export interface Source {
  /** From the project's root. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly nodes: readonly Node[]
}

const root = new URL('../../', import.meta.url)
export const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** Every TypeScript file below the folders, and those in the root itself. */
export const sourcesIn = (...folders: string[]): Source[] => [
  ...folders
    .flatMap((folder) => readdirSync(new URL(folder, root), { recursive: true }).map((file) => `${folder}/${file}`))
    .filter((path) => path.endsWith('.ts') && !path.includes('/vendor/'))
    .map(read),
  ...readdirSync(root)
    .filter((path) => path.endsWith('.ts'))
    .map(read),
]

const read = (path: string): Source => {
  const text = textOf(path)
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const nodes = [...walk(program)]
  return { path, text, nodes, imports: nodes.flatMap((node) => importOf(node, path)) }
}

function* walk(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const member of Object.values(value)) yield* walk(member)
}

const importOf = (node: Node, importer: string): Import[] => {
  const { type, source, specifiers, importKind, exportKind } = node
  const from = (source as { value?: unknown } | null | undefined)?.value
  if (typeof from !== 'string' || !/^(Import|Export|TSImport)/.test(type)) return []
  return [
    {
      from: pathOf(from, importer),
      names: ((specifiers ?? []) as Specifier[]).map(({ type: kind, imported, local }) => ({
        imported: kind === 'ImportNamespaceSpecifier' ? '*' : (imported?.name ?? 'default'),
        local: local.name ?? '',
      })),
      typeOnly: importKind === 'type' || exportKind === 'type' || type === 'TSImportType',
    },
  ]
}

const aliases: Readonly<Record<string, string>> = JSON.parse(textOf('package.json')).imports

/** Of `./item.ts` and `#kernel/data/key.ts` the path from the root; a package as it is. */
const pathOf = (from: string, importer: string): string => {
  const alias = from.startsWith('#') ? aliases[`${from.slice(0, from.indexOf('/'))}/*`] : undefined
  if (alias) return posix.join(alias.slice(0, -1), from.slice(from.indexOf('/') + 1))
  return from.startsWith('.') ? posix.join(posix.dirname(importer), from) : from
}

interface Specifier {
  readonly type: string
  readonly imported?: { readonly name?: string }
  readonly local: { readonly name?: string }
}

export const isLocal = ({ from }: Import): boolean => from.includes('/') && from.endsWith('.ts')

/** Everything that a file loads when it is loaded, directly or not: files and packages. */
export const reached = (path: string, sources: readonly Source[], seen = new Set<string>()): Set<string> => {
  for (const one of sources.find((source) => source.path === path)?.imports ?? []) {
    if (one.typeOnly || seen.has(one.from)) continue
    seen.add(one.from)
    if (isLocal(one)) reached(one.from, sources, seen)
  }
  return seen
}
