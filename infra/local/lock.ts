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
      throw new Refusal({
        en: `The folder ${dataDir} is not writable (${errcode ? message : code}). Set DATA_DIR to a folder of your own.`,
        ko: `${dataDir} 폴더에 쓸 수 없습니다(${errcode ? message : code}). DATA_DIR을 쓸 수 있는 폴더로 설정해 주십시오.`,
      })
    const other = readInstance(dataDir)
    const name = other ? ` (${other.url}, pid ${other.pid})` : ''
    throw new Refusal({
      en: `Another instance${name} uses ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
      ko: `다른 인스턴스${name}가 ${dataDir}을(를) 사용하고 있습니다. 그것을 종료하거나 DATA_DIR을 다른 폴더로 설정해 주십시오.`,
    })
  }
}
