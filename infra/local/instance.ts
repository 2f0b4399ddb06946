// The note that a running instance leaves in its folder, so that scripts find it.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentClient } from '#kernel/commit/runtime.ts'
import { useLocalEngine } from './engine-client.ts'
import { Refusal } from './refusal.ts'

export interface RunNote {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Port and pid where it is the embedded one; none at all is DynamoDB itself. */
  readonly engine?: { readonly endpoint: string; readonly port?: number; readonly pid?: number }
  /** Where payments go, unless every gateway has an address of its own. */
  readonly sandbox?: { readonly url: string; readonly port: number }
  /** Where images are. */
  readonly bucket?: { readonly url: string }
  readonly tableName: string
  readonly startedAt: string
}

const noteIn = (dataDir: string): string => join(dataDir, 'run.json')

export const noteInstance = (dataDir: string, note: RunNote): void => {
  const file = noteIn(dataDir)
  // Renamed into place, so that no script reads half of it. The engine's address in it is for this user alone.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const forgetInstance = (dataDir: string): void => rmSync(noteIn(dataDir), { force: true })

/** @returns the last instance's note, be it alive or not */
export const readInstance = (dataDir: string): RunNote | undefined => {
  try {
    return JSON.parse(readFileSync(noteIn(dataDir), 'utf8')) as RunNote
  } catch {
    return undefined
  }
}

/** @throws Refusal where none runs on the folder */
export const findInstance = (dataDir: string): RunNote => {
  const note = readInstance(dataDir)
  if (note && isAlive(note.pid)) return note
  throw new Refusal(
    `No instance is running on ${dataDir}. Start one with "npm start", or set DATA_DIR to the folder of a running instance.`,
  )
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Attempts of a script's reads, which nobody else repeats. */
const PATIENCE = 5

/** The table that a script means: of the environment's engine, else of the instance that runs on DATA_DIR. */
export const tableOf = (env: Readonly<Record<string, string | undefined>>) => {
  const { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, DATA_DIR: dataDir } = env
  useLocalEngine()
  if (endpoint || tableName) return { client: documentClient(endpoint, PATIENCE), tableName: tableName ?? 'holdfast' }
  const note = findInstance(dataDir || '.data')
  return { client: documentClient(note.engine?.endpoint, PATIENCE), tableName: note.tableName }
}
