// The progress of a long run in a file, with the table that it is of.

import { accessSync, constants, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Refusal } from '#infra/local/refusal.ts'

export interface Progress<T> {
  /** @returns undefined if no earlier run was interrupted @throws Refusal if the file is of another table, or of another program */
  read(): T | undefined
  save(state: T): void
  /** The run has ended. */
  forget(): void
}

type Env = Readonly<Record<string, string | undefined>>

/** The progress in another table says nothing about this one. */
const placeOf = (tableName: string, { DYNAMODB_ENDPOINT, AWS_REGION, TABLE_NAME, DATA_DIR }: Env): string =>
  DYNAMODB_ENDPOINT || TABLE_NAME
    ? [DYNAMODB_ENDPOINT, AWS_REGION, tableName].filter(Boolean).join(' ')
    : `${resolve(DATA_DIR || '.data')} ${tableName}`

/**
 * @param isOne whether a value is the state of such a run
 * @throws Refusal if the file cannot be written
 */
export const progressIn = <T>(
  file: string,
  tableName: string,
  isOne: (state: object) => boolean,
  env: Env = process.env,
): Progress<T> => {
  const place = placeOf(tableName, env)
  if (!isWritable(file))
    throw new Refusal(`The checkpoint ${file} cannot be written. Name a file in a folder that exists and is yours.`)
  return {
    read: () => {
      if (!existsSync(file)) return undefined
      const { table, checkpoint } = savedIn(file)
      if (table === undefined || !isOne(Object(checkpoint)))
        throw new Refusal(`${file} is no checkpoint of such a run. Remove it, or name another file.`)
      if (table !== place)
        throw new Refusal(`${file} is the progress in the table "${table}", not in "${place}". Name another file.`)
      return checkpoint as T
    },
    save: (checkpoint) => {
      // Renamed into place, so that an interruption leaves the one before.
      writeFileSync(`${file}.new`, JSON.stringify({ table: place, checkpoint }), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    forget: () => rmSync(file, { force: true }),
  }
}

const isWritable = (file: string): boolean => {
  try {
    accessSync(dirname(file), constants.W_OK)
    return !existsSync(file) || statSync(file).isFile()
  } catch {
    return false
  }
}

const savedIn = (file: string): { readonly table?: string; readonly checkpoint?: unknown } => {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
