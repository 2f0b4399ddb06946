// The writer of `npm run new`: new files and changes of existing files.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Derived, textAt, write } from '#infra/derive/derived.ts'
import { Refusal } from '#infra/local/refusal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Skeleton {
  readonly files: readonly Derived[]
  /** The next steps, one line each. */
  readonly next: readonly string[]
}

export const isThere = (path: string): boolean => existsSync(root + path)

/** @throws Refusal if the file already exists */
export const newFile = (path: string, text: string): Derived => {
  if (isThere(path)) throw new Refusal(`${path} already exists. Choose another name.`)
  return { path, text: text.trimStart() }
}

/** Inserts lines before the last match of a pattern. */
export const changed = (path: string, place: RegExp, lines: string): Derived => {
  const text = textAt(path)
  const at = [...text.matchAll(place)].at(-1)?.index
  if (at === undefined) throw new Refusal(`${path} has an unexpected layout. Add the code by hand.`)
  return { path, text: text.slice(0, at) + lines + text.slice(at) }
}

/** Adds an import, unless the name is imported already. Biome sorts it. */
export const importing = ({ path, text }: Derived, name: string, from: string): Derived => {
  const known = new RegExp(`import [^;]*?\\b${name}\\b[^;]*? from '`).test(text)
  if (known) return { path, text }
  const together = text.match(new RegExp(`import \\{([^}]*)\\} from '${from}'`))
  const line = together
    ? `import { ${together[1]?.trim().replace(/,$/, '')}, ${name} } from '${from}'`
    : `import { ${name} } from '${from}'\n`
  const [head = '', ...rest] = text.split('\n\n')
  return {
    path,
    text: together ? text.replace(together[0], line) : [head, line + (rest[0] ?? ''), ...rest.slice(1)].join('\n\n'),
  }
}

/** Writes the skeleton, formats it with Biome and runs the derivation. */
export const build = ({ files, next }: Skeleton): void => {
  const written = write(files)
  for (const path of written) console.log(`wrote ${path}`)
  const biome = spawnSync(`${root}node_modules/.bin/biome`, ['check', '--write', ...written], { cwd: root })
  if (biome.status !== 0) throw new Error(String(biome.stderr))
  const derive = ['--disable-warning=ExperimentalWarning', 'infra/cli/derive.ts']
  const { status } = spawnSync(process.execPath, derive, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Refusal('"npm run derive" failed. Fix the reported error, then run it again.')
  console.log(['', 'All checks pass with the skeleton. Next steps:', ...next.map((line) => `- ${line}`)].join('\n'))
}
