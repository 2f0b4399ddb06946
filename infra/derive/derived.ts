// Derived files: reading, writing and their marked blocks.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Derived {
  /** Relative to the project root. */
  readonly path: string
  readonly text: string
}

const root = new URL('../../', import.meta.url)

/** @returns the text of the file, or an empty string if it does not exist */
export const textAt = (path: string): string => {
  try {
    return readFileSync(new URL(path, root), 'utf8')
  } catch {
    return ''
  }
}

/** @returns the paths of changed files */
export const write = (files: readonly Derived[]): string[] =>
  files.flatMap(({ path, text }) => {
    if (textAt(path) === text) return []
    const file = fileURLToPath(new URL(path, root))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return [path]
  })

/** Files in a folder that are no longer derived, such as the sample event of a deleted endpoint. */
export const leftovers = (folder: string, extension: string, files: readonly Derived[]): string[] => {
  const kept = new Set(files.map(({ path }) => path))
  return readdirSync(new URL(folder, root))
    .map((file) => folder + file)
    .filter((path) => path.endsWith(extension) && !kept.has(path))
}

export const remove = (paths: readonly string[]): void => {
  for (const path of paths) rmSync(new URL(path, root))
}

/** The text with the named block replaced. Its marks are `<!-- name: ... -->` and `<!-- /name -->`, or `//` in code. */
export const withBlock = (text: string, name: string, lines: readonly string[]): string => {
  const block = new RegExp(`^(<!--|//) ${name}: .*\n[^]*?^\\1 /${name}\\b`, 'm')
  if (!block.test(text)) throw new Error(`The marks of the derived block "${name}" are missing. Restore them.`)
  return text.replace(block, (_, open: string) => {
    const close = open === '//' ? '' : ' -->'
    return `${open} ${name}: written by npm run derive${close}\n${lines.join('\n')}\n${open} /${name}`
  })
}
