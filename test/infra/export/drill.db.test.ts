// The restore drill on the embedded engine: a dump that lacks half of a transaction, its audit, and the list for its repair.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { openExport } from '#infra/export/export.ts'
import { exportSource } from '#infra/export/export-source.ts'
import { filesAt } from '#infra/export/s3.ts'
import type { Item } from '#kernel/data/condition.ts'
import { copyOf, seedItems } from '#test/bench/clones.ts'
import { faults } from '#test/bench/faults.ts'
import { freshTable } from '#test/support/table.ts'

const scratch = mkdtempSync(join(tmpdir(), 'holdfast-drill-'))
const run = promisify(execFile)

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const cli = async (program: string, words: readonly string[], env: object = {}): Promise<Ran> => {
  const all = ['--disable-warning=ExperimentalWarning', resolve(`infra/cli/${program}.ts`), ...words]
  const options = { cwd: scratch, env: { ...process.env, DYNAMODB_ENDPOINT: inject('endpoint'), ...env } }
  return run(process.execPath, all, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

const fault = faults.find(({ breaks }) => breaks === 'wallet.transferConserves')
let seed: Item[] = []
beforeAll(async () => {
  seed = await seedItems()
})

describe('the drill', () => {
  test('dump, restore with half of a transfer missing, audit, repair list, repair, audit', async () => {
    const table = await freshTable(inject('endpoint'))
    await table.store(copyOf(seed, 1))
    const dump = join(scratch, 'dump')
    expect(await cli('dump', [dump], { TABLE_NAME: table.name })).toMatchObject({ code: 0 })

    // A restore may have some changes of a recent transaction and not others.
    const [file = ''] = readdirSync(join(dump, 'data'))
    const path = join(dump, 'data', file)
    const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n')
    const half = lines.find((line) => line.includes('TRANSFER_IN') && line.includes('ENTRY#'))
    writeFileSync(path, gzipSync(lines.filter((line) => line !== half).join('\n')))
    expect(half).toBeDefined()
    const refused = await cli('restore', [`damaged-${table.name}`, '--from', dump], { TABLE_NAME: table.name })
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain(`has ${seed.length - 1} items, and its manifest says ${seed.length}`)
    const summary = join(dump, 'manifest-summary.json')
    const said = JSON.parse(readFileSync(summary, 'utf8'))
    writeFileSync(summary, JSON.stringify({ ...said, itemCount: said.itemCount - 1 }))

    const target = `restored-${table.name}`
    const restored = await cli('restore', [target, '--from', dump], { TABLE_NAME: table.name })
    expect(restored.code).toBe(1)
    expect(restored.stdout).toContain(`${seed.length - 1} items of ${dump} are in ${target}.`)
    expect(restored.stdout).toContain('wallet.transferConserves: 1 places')
    expect(restored.stdout).toContain(`-c tableName=${target}`)
    const repairs: { invariant: string; items: Record<string, Item[]> }[] = JSON.parse(
      readFileSync(join(scratch, `${target}.repairs.json`), 'utf8'),
    )
    const transfer = repairs.find(({ invariant }) => invariant === 'wallet.transferConserves')
    const out = Object.values(transfer?.items ?? {})
      .flat()
      .find((item) => item['type'] === 'TRANSFER_OUT')
    expect(out).toMatchObject({ amount: 500 })

    // The repair: the other half.
    const { client } = table
    const audit = () => cli('audit', ['--json'], { TABLE_NAME: target })
    expect((await audit()).code).toBe(1)
    const lost = copyOf(seed, 1).filter(
      (item) => half?.includes(`"${item['transactionId']}"`) && half.includes(`"${item['pk']}"`),
    )
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb')
    for (const item of lost) await client.send(new PutCommand({ TableName: target, Item: item }))
    const repaired = await audit()
    expect(JSON.parse(repaired.stdout)).toMatchObject({ itemCount: seed.length, violations: [], unsettled: 0 })
    expect(repaired.code).toBe(0)
  })

  test('a restore never changes a table that exists, and DynamoDB alone has point-in-time recovery', async () => {
    const table = await freshTable(inject('endpoint'))
    const existing = await cli('restore', [table.name, '--from', scratch], { TABLE_NAME: 'any' })
    expect(existing).toMatchObject({ code: 1, stderr: expect.stringContaining(`The table ${table.name} exists.`) })
    const nowhere = await cli('restore', ['new-table', '--at', '2026-11-26T09:00:00Z'], { TABLE_NAME: table.name })
    expect(nowhere.stderr).toContain('Restore a dump with --from <folder>.')
    expect((await cli('restore', ['new-table', '--at', 'noon'])).stderr).toContain('--at is "noon"')
    const empty = mkdtempSync(join(tmpdir(), 'holdfast-drill-'))
    expect((await cli('restore', ['new-table', '--from', empty])).stderr).toMatch(/holdfast: Here are \d+ files with/)
    expect((await cli('dump', [scratch], { TABLE_NAME: table.name })).stderr).toContain('is not empty')
  })
})

test('the audit of an export finds what the audit of the table finds', async () => {
  const table = await freshTable(inject('endpoint'))
  await table.store(fault?.plant(copyOf(seed, 2)) ?? [])
  const dump = join(scratch, 'faulty')
  await cli('dump', [dump], { TABLE_NAME: table.name })
  const findings = ({ stdout }: Ran) =>
    JSON.parse(stdout).violations.map(({ rule, where }: Found) => `${rule} ${where}`)
  const ofTable = await cli('audit', ['--json'], { TABLE_NAME: table.name })
  const ofExport = await cli('audit', ['--json', '--export', dump])
  expect(findings(ofExport)).toEqual(findings(ofTable))
  expect(findings(ofExport).length).toBeGreaterThan(0)
  expect([ofTable.code, ofExport.code]).toEqual([1, 1])
})

test('a number that no double holds is a finding and not the end of the audit', async () => {
  const table = await freshTable(inject('endpoint'))
  const items = copyOf(seed, 3)
  const account = items.find(({ pk, sk }) => String(pk).startsWith('ACCOUNT#') && sk === 'ACCOUNT')
  await table.store([...items, { ...account, available: 90071992547409931n } as never])
  const { code, stdout, stderr } = await cli('audit', ['--json'], { TABLE_NAME: table.name })
  expect(stderr).not.toContain('TypeError')
  expect(JSON.parse(stdout).violations.map(({ rule }: Found) => rule)).toContain('available')
  expect(code).toBe(1)
})

test('the progress of another table, and a file that is none, are refused', async () => {
  const [one, other] = [await freshTable(inject('endpoint')), await freshTable(inject('endpoint'))]
  const file = join(scratch, 'progress.json')
  for (const [text, said] of [
    [JSON.stringify({ table: one.name, checkpoint: { segments: ['done'] } }), 'is the progress of an audit of'],
    ['{}', 'is no checkpoint of an audit'],
    ['null', 'is no checkpoint of an audit'],
  ] as const) {
    writeFileSync(file, text)
    const ran = await cli('audit', ['--checkpoint', file], { TABLE_NAME: other.name })
    expect(ran, text).toMatchObject({ code: 1 })
    expect(ran.stderr).toContain(said)
  }
})

interface Found {
  readonly rule: string
  readonly where: string
}

test('an export has bytes, large integers and items in any order', async () => {
  const root = join(scratch, 'AWSDynamoDB', '01-abc')
  const write = async (name: string, text: string | Buffer): Promise<void> => {
    const { mkdirSync } = await import('node:fs')
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
