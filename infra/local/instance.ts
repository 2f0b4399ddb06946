// The run file of an instance in its data folder, by which scripts find the instance.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentClient } from '#kernel/commit/runtime.ts'
import { useLocalEngine } from './engine-client.ts'
import { Refusal } from './refusal.ts'

export interface RunNote {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Port and pid only for the embedded engine. Undefined: DynamoDB itself. */
  readonly engine?: { readonly endpoint: string; readonly port?: number; readonly pid?: number }
  /** The payment sandbox. Undefined if every gateway has its own address. */
  readonly sandbox?: { readonly url: string; readonly port: number }
  /** The console of operators. */
  readonly console?: { readonly url: string }
  /** The mailbox page. Undefined if MAIL names another outlet. */
  readonly mailbox?: { readonly url: string }
  /** The address of the local bucket. */
  readonly bucket?: { readonly url: string }
  readonly tableName: string
  readonly startedAt: string
}

const noteIn = (dataDir: string): string => join(dataDir, 'run.json')

export const noteInstance = (dataDir: string, note: RunNote): void => {
  const file = noteIn(dataDir)
  // Renamed into place, so that scripts never read a partial file. It contains the engine's address, so only this user may read
  // it.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const forgetInstance = (dataDir: string): void => rmSync(noteIn(dataDir), { force: true })

/** @returns the run file of the last instance, running or not */
export const readInstance = (dataDir: string): RunNote | undefined => {
  try {
    return JSON.parse(readFileSync(noteIn(dataDir), 'utf8')) as RunNote
  } catch {
    return undefined
  }
}

/** @throws Refusal if no instance runs on the folder */
export const findInstance = (dataDir: string): RunNote => {
  const note = readInstance(dataDir)
  if (note && isAlive(note.pid)) return note
  throw new Refusal({
    en: `No instance is running on ${dataDir}. Start one with "npm start", or set DATA_DIR to the folder of a running instance.`,
    ko: `${dataDir}에서 실행 중인 인스턴스가 없습니다. "npm start"로 시작하거나 DATA_DIR을 실행 중인 인스턴스의 폴더로 설정해 주십시오.`,
  })
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** One machine has no hot partitions, and its jobs run every second. Scripts must write where these jobs look. */
export const LOCAL_STRIPES = '1'

/** Attempts of reads, because no caller repeats them. */
const PATIENCE = 5

/** The table of a script: of the engine in the environment, or of the instance on DATA_DIR. */
export const tableOf = (env: Readonly<Record<string, string | undefined>>) => {
  const { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, DATA_DIR: dataDir } = env
  useLocalEngine()
  if (endpoint || tableName) return ofEngine(endpoint, tableName ?? 'holdfast')
  const note = findInstance(dataDir || '.data')
  process.env['DUE_STRIPES'] ??= LOCAL_STRIPES
  return ofEngine(note.engine?.endpoint, note.tableName)
}

/** @param endpoint undefined: DynamoDB itself */
const ofEngine = (endpoint: string | undefined, tableName: string) => ({
  client: documentClient(endpoint, PATIENCE),
  tableName,
  endpoint: endpoint || undefined,
})
