// An export as the source of an audit. Its items are in no order, so they are sorted into files of whole partitions first.

import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '#infra/local/refusal.ts'
import type { Source } from '#kernel/data/audit-source.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Exported } from './export.ts'

/** One of these parts is in memory at a time. */
const PARTS = 64

export interface ExportSource extends Source {
  close(): Promise<void>
}

export const exportSource = async (exported: Exported): Promise<ExportSource> => {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-audit-'))
  const close = () => rm(scratch, { recursive: true, force: true })
  const fileOf = (part: number): string => join(scratch, String(part))
  try {
    await sortInto(fileOf, exported)
  } catch (error) {
    await close()
    throw error
  }
  let loaded: { readonly part: number; readonly items: readonly Item[] } | undefined
  const load = async (part: number): Promise<readonly Item[]> => {
    if (loaded?.part === part) return loaded.items
    const lines = (await readFile(fileOf(part), 'utf8')).split('\n').filter((line) => line !== '')
    const items = lines.map((line): Item => JSON.parse(line, revived)).sort(byKey)
    for (const [at, { pk, sk }] of items.entries())
      if (at > 0 && items[at - 1]?.['pk'] === pk && items[at - 1]?.['sk'] === sk)
        throw new Refusal(`The export has the item ${pk} ${sk} twice. Use a whole copy.`)
    loaded = { part, items }
    return items
  }
  return {
    segments: 1,
    async *pages() {
      for (let part = 0; part < PARTS; part += 1) yield await load(part)
    },
    partition: async (pk) => (await load(partOf(pk))).filter((item) => item['pk'] === pk),
    close,
  }
}

/** Writes each item into the file of its partition. */
const sortInto = async (fileOf: (part: number) => string, exported: Exported): Promise<void> => {
  const files = Array.from({ length: PARTS }, (_, part) => createWriteStream(fileOf(part), { mode: 0o600 }))
  try {
    for await (const item of exported.items()) {
      const file = files[partOf(String(item['pk']))]
      if (file && !file.write(`${JSON.stringify(item, exact)}\n`)) await once(file, 'drain')
    }
  } finally {
    await Promise.all(files.map(ended))
  }
}

const ended = async (file: WriteStream): Promise<void> => {
  file.end()
  await once(file, 'close')
}

const partOf = (pk: string): number => {
  let hash = 0
  for (let at = 0; at < pk.length; at += 1) hash = (Math.imul(hash, 31) + pk.charCodeAt(at)) | 0
  return (hash >>> 0) % PARTS
}

/** Integers beyond 2^53 are read as bigint, which JSON does not have. */
const exact = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? { $integer: String(value) } : value)
const revived = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$integer' in value ? BigInt(String(value.$integer)) : value

const byKey = (one: Item, other: Item): number =>
  compare(`${one['pk']}`, `${other['pk']}`) || compare(`${one['sk']}`, `${other['sk']}`)
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
