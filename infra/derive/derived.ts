// A file that is derived from the code: where it is, and what it says.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Derived {
  /** From the project's root. */
  readonly path: string
  readonly text: string
}

const root = new URL('../../', import.meta.url)

/** @returns the text of a file, or an empty one where there is no such file */
export const textAt = (path: string): string => {
  try {
    return readFileSync(new URL(path, root), 'utf8')
  } catch {
    return ''
  }
}

/** @returns the paths that have changed */
export const write = (files: readonly Derived[]): string[] =>
  files.flatMap(({ path, text }) => {
    if (textAt(path) === text) return []
    const file = fileURLToPath(new URL(path, root))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return [path]
  })

/** Files of a folder that are not derived any more, such as the sample event of an endpoint that is gone. */
export const leftovers = (folder: string, extension: string, files: readonly Derived[]): string[] => {
  const kept = new Set(files.map(({ path }) => path))
  return readdirSync(new URL(folder, root))
    .map((file) => folder + file)
    .filter((path) => path.endsWith(extension) && !kept.has(path))
}

export const remove = (paths: readonly string[]): void => {
  for (const path of paths) rmSync(new URL(path, root))
}

/** The text with the block of that name written anew: it stands between `<!-- name: ... -->` and `<!-- /name -->`, or `//` in code. */
export const withBlock = (text: string, name: string, lines: readonly string[]): string => {
  const block = new RegExp(`^(<!--|//) ${name}: .*\n[^]*?^\\1 /${name}\\b`, 'm')
  if (!block.test(text)) throw new Error(`The marks of the derived block "${name}" are missing. Restore them.`)
  return text.replace(block, (_, open: string) => {
    const close = open === '//' ? '' : ' -->'
    return `${open} ${name}: written by npm run derive${close}\n${lines.join('\n')}\n${open} /${name}`
  })
}
