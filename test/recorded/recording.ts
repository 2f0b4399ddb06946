// The file of the recording.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Coverage } from './coverage.ts'
import type { Listed } from './endpoints.ts'
import type { Noted } from './player.ts'
import { root } from './server.ts'

export interface Recording {
  readonly coverage: Coverage
  /** The endpoints at the time of recording, so that later editions play the same stories. */
  readonly endpoints: readonly Listed[]
  readonly replies: readonly Noted[]
}

const FOLDER = join(root, 'test', 'recorded')
const FILE = join(FOLDER, 'replies.json')

export const recorded = (): Recording | undefined =>
  existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined

export const record = (recording: Recording): void => write('replies.json', recording)

/** Formatted like all files. */
export const write = (name: string, value: unknown): void => {
  const file = join(FOLDER, name)
  writeFileSync(file, `${JSON.stringify(value)}\n`)
  execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', file], { cwd: root })
}
