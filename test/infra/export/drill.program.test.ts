// The restore drill on the embedded engine: a dump that lacks half of a transaction, its audit, and the list for its repair.

import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { users } from '#functions/users/contract.ts'
import { client } from '#kernel/client/client.ts'
import type { Item } from '#kernel/data/condition.ts'
import { copyOf, seedItems } from '#test/bench/clones.ts'
import { faults } from '#test/bench/faults.ts'
import { start } from '#test/infra/instance.ts'
import { inherited } from '#test/support/inherited.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration } from '#test/support/people.ts'
import { freshTable } from '#test/support/table.ts'
import { cutOff, exportWith } from './exports.ts'

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
    const place = `DYNAMODB_ENDPOINT=${inject('endpoint')} TABLE_NAME=${target}`
    expect(restored.stdout).toContain(`run "${place} npm run audit", then serve it with "${place} npm start".`)
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

test('the command that serves a restored table passes beside the instance, with the keys of before', async () => {
  const dataDir = join(scratch, 'instance')
  const { url } = await start(dataDir)
  const anyone = client(users, { baseUrl: url })
  ok(await anyone.register({ body: registration('kim') }))
  const { accessToken: token } = ok(await anyone.createTokens({ body: { username: 'kim', password: PASSWORD } }))
  const env = { DATA_DIR: dataDir, DYNAMODB_ENDPOINT: '', TABLE_NAME: '' }
  const dump = join(scratch, 'of-instance')
  expect(await cli('dump', [dump], env)).toMatchObject({ code: 0, stderr: '' })
  const { stdout } = await cli('restore', ['beside', '--from', dump], env)
  const [, command = ''] = /0 violations: serve it with "(.*)"\.\n$/.exec(stdout) ?? []
  const child = spawn('bash', ['-c', command], { cwd: resolve('.'), env: inherited(), detached: true })
  onTestFinished(() => void process.kill(-Number(child.pid), 'SIGKILL'))
  child.stdout.setEncoding('utf8')
  let ready = ''
  for await (const text of child.stdout) {
    ready += text
    if (/ready at http:\S+/.test(ready)) break
  }
  const [baseUrl = ''] = /http:\/\/[^\s,]+/.exec(ready) ?? []
  expect(baseUrl).not.toBe(url)
  expect(ok(await client(users, { baseUrl, token }).getMe({}))).toMatchObject({ username: 'kim' })
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
    [JSON.stringify({ table: one.name, checkpoint: { segments: ['done'] } }), 'is the progress in the table'],
    ['{}', 'is no checkpoint of such a run'],
    ['[]', 'is no checkpoint of such a run'],
    ['null', 'is no checkpoint of such a run'],
  ] as const) {
    writeFileSync(file, text)
    const ran = await cli('audit', ['--checkpoint', file], { TABLE_NAME: other.name })
    expect(ran, text).toMatchObject({ code: 1 })
    expect(ran.stderr).toContain(said)
    const migrated = await cli('migrate', ['--checkpoint', file], { TABLE_NAME: other.name })
    expect(migrated.stderr, text).toContain('is no checkpoint of such a run')
  }
})

test('a damaged export is one line of a command', async () => {
  const half = exportWith(cutOff)
  const refused = await cli('restore', ['half', '--from', half], { TABLE_NAME: 'any' })
  expect(refused.stderr).toMatch(/^holdfast: .*The table half, which was filled in part, is deleted again\.\n$/)
  expect((await cli('restore', ['bad name', '--from', half])).stderr).toMatch(/^holdfast: "bad name" is no name of a/)
})

test('a restored table has what a stack gives its own, as far as its engine knows it', async () => {
  const dump = join(scratch, 'equipped')
  const table = await freshTable(inject('endpoint'))
  await cli('dump', [dump], { TABLE_NAME: table.name })
  const target = `equipped-${table.name}`
  const { stdout } = await cli('restore', [target, '--from', dump], { TABLE_NAME: table.name })
  expect(stdout).toContain('The engine does not know: point-in-time recovery, Contributor Insights.')
  const { TimeToLiveDescription: expiry } = await table.client.send(
    new DescribeTimeToLiveCommand({ TableName: target }),
  )
  expect(expiry).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' })
  const { Table: found } = await table.client.send(new DescribeTableCommand({ TableName: target }))
  expect(found).toMatchObject({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } })
})

test('an address that does not answer, and an account without credentials, are told in one line', async () => {
  const smoked = await cli('smoke', ['http://127.0.0.1:9'])
  expect(smoked).toMatchObject({ code: 1, stdout: '' })
  expect(smoked.stderr).toMatch(/^holdfast: http:\/\/127\.0\.0\.1:9 does not answer: .*\. Check the URL\.\n$/)
  const nowhere = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const probed = await cli('probe', [], { ...nowhere, HOME: scratch, AWS_PROFILE: '' })
  expect(probed).toMatchObject({ code: 1, stdout: '' })
  expect(probed.stderr).toContain('There are no valid AWS credentials.')
})

interface Found {
  readonly rule: string
  readonly where: string
}
