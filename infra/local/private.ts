// File permissions of an instance's data: only its own user may read it. Corrects permissions of earlier starts.

import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Only files of the instance; other files in the folder keep their mode. */
const FILES = [
  'lock',
  'lock-journal',
  'table.db',
  'table.db-wal',
  'table.db-shm',
  'table.db-journal',
  'keys.json',
  'run.json',
  'run.json.new',
  'schema.json',
  'payments.jsonl',
  'sandbox.jsonl',
  'mails.jsonl',
]

/** New files of this process and its children get no permissions for group and others. */
export const restrictNewFiles = (): void => {
  process.umask(0o077)
}

/** @returns whether other users can still open the folder, because another user owns it or it is sticky, such as /tmp */
export const restrictFolder = (dataDir: string): boolean => {
  for (const name of FILES) restrict(join(dataDir, name), 0o600)
  restrict(join(dataDir, 'bucket'), 0o700)
  return !restrict(dataDir, 0o700)
}

const STICKY = 0o1000

const restrict = (path: string, most: number): boolean => {
  const { mode, uid } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (mode === undefined) return true
  if ((mode & 0o777 & ~most) === 0) return true
  if (uid !== process.getuid?.() || mode & STICKY) return false
  chmodSync(path, mode & 0o777 & most)
  return true
}
