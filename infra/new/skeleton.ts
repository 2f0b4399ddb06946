// What `npm run new` writes: new files, and changes of files that are there.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Derived, textAt, write } from '#infra/derive/derived.ts'
import { Refusal } from '#infra/local/refusal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Skeleton {
  readonly files: readonly Derived[]
  /** What is left to do, a line each. */
  readonly next: readonly string[]
}

export const isThere = (path: string): boolean => existsSync(root + path)

/** @throws Refusal where the file is there already */
export const newFile = (path: string, text: string): Derived => {
  if (isThere(path)) throw new Refusal(`${path} already exists. Choose another name.`)
  return { path, text: text.trimStart() }
}

/** The file with lines put before the last place that looks so. */
export const changed = (path: string, place: RegExp, lines: string): Derived => {
  const text = textAt(path)
  const at = [...text.matchAll(place)].at(-1)?.index
  if (at === undefined) throw new Refusal(`${path} has an unexpected layout. Add the code by hand.`)
  return { path, text: text.slice(0, at) + lines + text.slice(at) }
}

/** The file with an import more, unless it imports the name already. Biome puts it in its place. */
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

/** Writes the skeleton as Biome formats it, and what is derived from it. */
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
