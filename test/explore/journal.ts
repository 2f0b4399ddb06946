// What an exploration has done, on disk: one that was ended goes on where it was, if nothing has changed since.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Done, Task } from './worker.ts'

const git = (...words: readonly string[]): string => {
  try {
    return execFileSync('git', [...words], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return ''
  }
}

/** The commit, with `+` if files differ from it; and a name of all that is explored. */
export const version = (): { readonly commit: string; readonly id: string } => {
  const commit = git('rev-parse', '--short', 'HEAD').trim() || 'no commit'
  const changes = git('diff', 'HEAD') + git('ls-files', '--others', '--exclude-standard')
  const id = createHash('sha256')
    .update(commit + changes)
    .digest('hex')
    .slice(0, 12)
  return { commit: commit + (changes === '' ? '' : '+'), id }
}

export interface Journal {
  done(task: Task): Done | undefined
  add(task: Task, done: Done): void
}

export const openJournal = (id: string, isFresh: boolean): Journal => {
  const file = `node_modules/.cache/holdfast/explored-${id}.jsonl`
  if (isFresh) rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  // What stands behind the last line end was cut off when the exploration was ended.
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
  const known = new Map(lines.map((line) => JSON.parse(line) as [string, Done]))
  return {
    done: (task) => known.get(JSON.stringify(task)),
    add: (task, done) => appendFileSync(file, `${JSON.stringify([JSON.stringify(task), done])}\n`),
  }
}
