// Exports of a table: what is read of them, which damage is refused, and what a restored table is given.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, inject, test } from 'vitest'
import { equip } from '#infra/export/equip.ts'
import { openExport } from '#infra/export/export.ts'
import { exportSource } from '#infra/export/export-source.ts'
import { load, refuseExisting } from '#infra/export/restore.ts'
import { filesAt } from '#infra/export/s3.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { tableInput } from '#infra/local/table.ts'
import { ofType, synthesized } from '#test/infra/cloud/synthesized.ts'
import { freshTable } from '#test/support/table.ts'
import { cutOff, exportWith, lines, sound, summary, zipped } from './exports.ts'

test.each([
  ['cut off', () => exportWith(cutOff), 'data/0.json.gz is damaged near line'],
  ['no gzip', () => exportWith(Buffer.from('none')), 'data/0.json.gz is damaged near line 0'],
  ['a cut line', () => exportWith(zipped([...lines(59), '{"Item": {"pk"'])), 'damaged near line 60'],
  ['no item', () => exportWith(zipped([...lines(59), '{"Keys": {}}'])), 'damaged near line 60: no item'],
  ['an item twice', () => exportWith(zipped([...lines(59), String(lines(59)[58])])), 'has the item A#58 A twice'],
  ['too few items', () => exportWith(zipped(lines(59))), 'has 59 items, and its manifest says 60'],
  ['a summary of nothing', () => exportWith(sound, {}), 'manifest-summary.json names no time'],
  ['a broken summary', () => exportWith(sound, '{"exportT'), 'manifest-summary.json names no time'],
  ['no number of items', () => exportWith(sound, { ...summary, itemCount: 'x' }), 'names no time and number'],
  ['an increment', () => exportWith(sound, { ...summary, exportType: 'INCREMENTAL_EXPORT' }), 'INCREMENTAL_EXPORT'],
  ['no folder', () => join(tmpdir(), 'holdfast', 'nowhere'), 'nowhere (ENOENT). Name the folder of an export'],
  ['a file', () => join(exportWith(sound), 'manifest-summary.json'), '(ENOTDIR). Name the folder of an export'],
])(
  'a damaged export, %s, is refused with its place, by audit and restore, and no table is left',
  async (_, root, said) => {
    const place = root()
    const auditing = async () => {
      const source = await exportSource(await openExport(filesAt(place)))
      for await (const _page of source.pages(0));
    }
    await expect(auditing()).rejects.toThrow(said)
    await expect(auditing()).rejects.toBeInstanceOf(Refusal)
    const { client } = await freshTable(inject('endpoint'))
    const name = `half-${Math.random()}`
    const restoring = async () => load(client, name, await openExport(filesAt(place)))
    await expect(restoring()).rejects.toThrow(said)
    await expect(restoring()).rejects.toBeInstanceOf(Refusal)
    await expect(refuseExisting(client, name)).resolves.toBeUndefined()
  },
)

test('a restored table is given what a stack gives its own, whichever way it was restored', async () => {
  const [own] = ofType(synthesized({ protect: true }).root, 'AWS::DynamoDB::Table')
  const { PointInTimeRecoverySpecification, ContributorInsightsSpecification, ...more } = own?.Properties ?? {}
  const asked: object[] = []
  const unset = { Table: { TableStatus: 'ACTIVE', ...tableInput('t') }, TimeToLiveDescription: {} }
  const send = async ({ input }: { input: object }) => {
    asked.push(input)
    return unset
  }
  const client = { send }
  expect(await equip(client as never, 't')).toEqual([])
  const { Enabled, Mode } = ContributorInsightsSpecification
  expect(Enabled).toBe(true)
  expect(asked).toEqual(
    expect.arrayContaining([
      { TableName: 't', PointInTimeRecoverySpecification },
      { TableName: 't', ContributorInsightsAction: 'ENABLE', ContributorInsightsMode: Mode },
      { TableName: 't', TimeToLiveSpecification: more.TimeToLiveSpecification },
      { TableName: 't', StreamSpecification: { StreamEnabled: true, ...more.StreamSpecification } },
      { TableName: 't', DeletionProtectionEnabled: more.DeletionProtectionEnabled },
    ]),
  )
  // A table that is restored has the key of DynamoDB, too, as every table by default.
  const keys = ['SSESpecification', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'BillingMode']
  const rest = ['DeletionProtectionEnabled', 'StreamSpecification', 'TimeToLiveSpecification']
  // A new property of the stack's table is one that a restored table must get, too.
  expect(Object.keys(more).filter((name) => ![...keys, ...rest].includes(name))).toEqual([])
})

test('an export has bytes, large integers and items in any order', async () => {
  const root = join(mkdtempSync(join(tmpdir(), 'holdfast-export-')), 'AWSDynamoDB', '01-abc')
  const write = async (name: string, text: string | Buffer): Promise<void> => {
    mkdirSync(join(root, 'data'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const item = (pk: string, sk: string, more = {}) =>
    JSON.stringify({ Item: { pk: { S: pk }, sk: { S: sk }, ...more } })
  await write('manifest-summary.json', JSON.stringify({ exportTime: '2026-11-26T09:00:00.000Z', itemCount: 3 }))
  await write(
    'data/b.json.gz',
    gzipSync([item('a', '2'), item('b', '1', { n: { N: '90071992547409931' } })].join('\n')),
  )
  await write('data/a.json.gz', gzipSync(`${item('a', '1', { raw: { B: 'AQI=' } })}\n`))
  const exported = await openExport(filesAt(root))
  expect(exported.at).toBe('2026-11-26T09:00:00.000Z')
  const source = await exportSource(exported)
  expect(await source.partition('a')).toMatchObject([{ sk: '1' }, { sk: '2' }])
  expect(await source.partition('b')).toEqual([{ pk: 'b', sk: '1', n: 90071992547409931n }])
  await source.close()
  rmSync(root, { recursive: true })
})
