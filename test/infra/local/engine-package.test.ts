// The engine's package where npm did not install it: fetched and checked; and tables in memory where even that fails.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetCommand, PutCommand, QueryCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { fetchEngine, installedEngine } from '#infra/local/engine-package.ts'
import { serveMemory } from '#infra/local/memory-engine.ts'
import { createTable, tableInput } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'

const PLATFORM = 'win32-x64'
const target = join('node_modules/@dynoxide', PLATFORM)
afterAll(() => rmSync(target, { recursive: true, force: true }))

/** An archive as npm makes it. */
const archive = async (_: string, folder: string): Promise<string> => {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-'))
  mkdirSync(join(scratch, 'package'))
  writeFileSync(join(scratch, 'package/package.json'), '{"name":"@dynoxide/win32-x64","version":"1.2.1"}')
  writeFileSync(join(scratch, 'package/dynoxide.exe'), 'engine')
  execFileSync('tar', ['-czf', join(folder, 'one.tgz'), '-C', scratch, 'package'])
  return 'one.tgz'
}

test('a fetched package is where npm would have put it, and what happens is said', async () => {
  const said: string[] = []
  let spec = ''
  const fetched = await fetchEngine(
    (line) => said.push(line),
    (asked, folder) => {
      spec = asked
      return archive(asked, folder)
    },
    PLATFORM,
  )
  expect(spec).toBe('@dynoxide/win32-x64@1.2.1')
  expect(fetched).toEqual({ engine: expect.stringContaining(join(target, 'dynoxide.exe')) })
  expect(installedEngine(PLATFORM)).toContain(target)
  expect(said).toEqual([
    'The package of the embedded engine is not installed. Fetching @dynoxide/win32-x64@1.2.1 with npm ...',
    expect.stringMatching(/^No integrity is known for @dynoxide\/win32-x64@1\.2\.1\. It is sha512-.{86}==\.$/),
  ])
})

test('a package with another content than the known one is not used', async () => {
  const before = readdirSync('node_modules').length
  const fetched = await fetchEngine(() => {}, archive, 'linux-x64')
  expect(fetched).toEqual({ failure: expect.stringMatching(/^its integrity is sha512-.*, and not sha512-sBHqlxJ9/) })
  expect(readdirSync('node_modules').length).toBe(before)
})

test.each([
  ['sunos-sparc', archive, 'it is not published for sunos-sparc'],
  [
    'darwin-x64',
    () =>
      Promise.reject(
        Object.assign(new Error('x'), { stderr: 'npm error code E404\nnpm error 404 Not Found - GET x\n' }),
      ),
    'Not Found - GET x',
  ],
] as const)('on %s the reason is given', async (platform, pack, failure) => {
  expect(await fetchEngine(() => {}, pack, platform)).toEqual({ failure })
})

test('tables in memory speak the protocol: items, conditions, transactions, lists, and parts of a scan', async () => {
  useLocalEngine()
  const engine = await serveMemory({ host: '127.0.0.1', port: 0 }, tableInput('made'))
  const client = documentClient(`http://127.0.0.1:${engine.port}`)
  await createTable(client, 'rooms')
  const key = { pk: 'ROOM#1', sk: 'ROOM' }
  const put = (Item: object, more: object = {}) =>
    client.send(new PutCommand({ TableName: 'rooms', Item, ...more } as never))
  await put({ ...key, seats: 3, bytes: new Uint8Array([1, 2]) })
  const { Item } = await client.send(new GetCommand({ TableName: 'rooms', Key: key }))
  expect(Item).toMatchObject({ seats: 3, bytes: new Uint8Array([1, 2]) })
  await expect(put(key, { ConditionExpression: 'attribute_not_exists(pk)' })).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  })
  const update = {
    TableName: 'rooms',
    Key: key,
    UpdateExpression: 'ADD seats :n',
    ExpressionAttributeValues: { ':n': -1, ':m': 3 },
  }
  const transaction = new TransactWriteCommand({
    TransactItems: [
      { Update: { ...update, ConditionExpression: 'seats > :m', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    ],
  })
  const refused = await client.send(transaction).catch((error) => error)
  expect(`${refused.name} ${refused.message}`).toMatch(/^TransactionCanceledException/)
  expect(refused.CancellationReasons[0]).toMatchObject({ Code: 'ConditionalCheckFailed', Item: { seats: { N: '3' } } })
  const listed = await client.send(
    new QueryCommand({
      TableName: 'rooms',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': key.pk },
    }),
  )
  expect(listed.Count).toBe(1)
  const parts = [0, 1].map((Segment) => client.send(new ScanCommand({ TableName: 'rooms', Segment, TotalSegments: 2 })))
  expect((await Promise.all(parts)).map(({ Count }) => Count)).toEqual([1, 0])
  client.destroy()
  await engine.stop()
})
