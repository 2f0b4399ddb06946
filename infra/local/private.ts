// Who may read what an instance keeps: its own user alone, also where an earlier start left more open files.

import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What is not named here was not made by an instance, and stays as it is. */
const FILES = [
  ...['lock', 'lock-journal', 'table.db', 'table.db-wal', 'table.db-shm', 'table.db-journal'],
  ...['keys.json', 'run.json', 'run.json.new', 'schema.json', 'payments.jsonl', 'sandbox.jsonl'],
]

/** Files that this process makes from now on, and those of its children, are for its user alone. */
export const closeToOthers = (): void => {
  process.umask(0o077)
}

/** @param dataDir which exists @returns whether other users may still list or change the folder: it is theirs, or one for all such as /tmp */
export const closeFolder = (dataDir: string): boolean => {
  for (const name of FILES) close(join(dataDir, name), 0o600)
  close(join(dataDir, 'bucket'), 0o700)
  return !close(dataDir, 0o700)
}

const STICKY = 0o1000

const close = (path: string, most: number): boolean => {
  const { mode, uid } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (mode === undefined) return true
  if ((mode & 0o777 & ~most) === 0) return true
  if (uid !== process.getuid?.() || mode & STICKY) return false
  chmodSync(path, mode & 0o777 & most)
  return true
}
