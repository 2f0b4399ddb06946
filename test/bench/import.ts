// A table on the embedded engine with many items, by the engine's own import: its writes one by one take hours.

import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { writeExport } from '#infra/export/export.ts'
import { installedEngine } from '#infra/local/engine-package.ts'
import { tableInput } from '#infra/local/table.ts'
import type { Item } from '#kernel/data/condition.ts'

interface Place {
  /** The file of the engine. */
  readonly file: string
  /** A folder for files in between. */
  readonly scratch: string
  readonly tableName: string
}

/** @returns the number of items */
export const importInto = async ({ file, scratch, tableName }: Place, items: Iterable<Item>): Promise<number> => {
  const source = join(scratch, 'source')
  const schema = join(scratch, 'schema.json')
  const count = await writeExport(join(source, tableName), tableName, wired(items))
  await writeFile(schema, JSON.stringify({ Table: tableInput(tableName) }))
  const flags = ['--source', source, '--schema', schema, '--output', file]
  await promisify(execFile)(String(installedEngine()), ['import', ...flags])
  await rm(source, { recursive: true })
  return count
}

function* wired(items: Iterable<Item>): Generator<Record<string, AttributeValue>> {
  for (const item of items) yield marshall(item, { removeUndefinedValues: true })
}
