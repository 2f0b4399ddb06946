// Exports in new folders, sound or damaged.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Lines of so many items. */
export const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => JSON.stringify({ Item: { pk: { S: `A#${at}` }, sk: { S: 'A' } } }))
export const summary = { exportTime: '2026-11-26T09:00:00.000Z', itemCount: 60 }
export const zipped = (all: readonly string[]): Buffer => gzipSync(all.join('\n'))
export const sound = zipped(lines(60))
export const cutOff = sound.subarray(0, sound.length - 20)

/** @returns the folder */
export const exportWith = (data: Buffer, manifest: unknown = summary): string => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-export-'))
  mkdirSync(join(root, 'data'))
  writeFileSync(join(root, 'data', '0.json.gz'), data)
  writeFileSync(join(root, 'manifest-summary.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  return root
}
