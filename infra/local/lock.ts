// The lock on a data folder: one instance per folder. The operating system releases it when the process ends.

import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readInstance } from './instance.ts'
import { restrictFolder } from './private.ts'
import { Refusal } from './refusal.ts'

const BUSY = 5

/** @returns a function that releases the lock */
export const holdFolder = (dataDir: string): (() => void) => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    if (restrictFolder(dataDir))
      console.warn(`holdfast: Other users can list ${dataDir}. Set DATA_DIR to a folder of your own.`)
    const lock = new DatabaseSync(join(dataDir, 'lock'))
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return () => lock.close()
  } catch (error) {
    const { errcode, code, message } = error as { errcode?: number; code?: string; message: string }
    if (errcode !== BUSY)
      throw new Refusal(
        `The folder ${dataDir} is not writable (${errcode ? message : code}). Set DATA_DIR to a folder of your own.`,
      )
    const other = readInstance(dataDir)
    throw new Refusal(
      `Another instance${other ? ` (${other.url}, pid ${other.pid})` : ''} uses ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
    )
  }
}
