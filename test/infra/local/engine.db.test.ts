// The embedded engine and the table on it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, test } from 'vitest'
import { awaitEnd, type Engine, startEngine } from '#infra/local/engine.ts'
import { createTable, tableInput } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { folder } from './fixture/folder.ts'

const open: Engine[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.stop()))
})
const start = async (file?: string): Promise<Engine> => {
  const engine = await startEngine({ file })
  open.push(engine)
  return engine
}

test('a table is made once and is what the kernel defines', async () => {
  const client = documentClient((await start()).endpoint)
  await createTable(client, 'holdfast')
  await createTable(client, 'holdfast')
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'holdfast' }))
  const schema = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' },
    { AttributeName: sk, KeyType: 'RANGE' },
  ]
  expect(Table?.KeySchema).toEqual(schema('pk', 'sk'))
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST')
  expect(Table?.GlobalSecondaryIndexes).toEqual([
    expect.objectContaining({ IndexName: 'list', KeySchema: schema('listPk', 'listSk') }),
    expect.objectContaining({ IndexName: 'agenda', KeySchema: schema('agendaPk', 'agendaSk') }),
    expect.objectContaining({ IndexName: 'due', KeySchema: schema('duePk', 'dueSk') }),
  ])
})

test('a table of an earlier edition gets the index that it lacks, with the items that it has', async () => {
  const client = documentClient((await start()).endpoint)
  const { GlobalSecondaryIndexes = [], AttributeDefinitions = [], ...earlier } = tableInput('holdfast')
  await client.send(
    new CreateTableCommand({
      ...earlier,
      AttributeDefinitions: AttributeDefinitions.filter(
        ({ AttributeName = '' }) => !AttributeName.startsWith('agenda'),
      ),
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter(({ IndexName }) => IndexName !== 'agenda'),
    }),
  )
  const key = { pk: 'MATCH#a', sk: 'MATCH', agendaPk: 'AGENDA#HOST#ann', agendaSk: '2026' }
  await client.send(new PutCommand({ TableName: 'holdfast', Item: key }))
  await createTable(client, 'holdfast')
  const { Items } = await client.send(
    new QueryCommand({
      ...{ TableName: 'holdfast', IndexName: 'agenda', KeyConditionExpression: 'agendaPk = :pk' },
      ExpressionAttributeValues: { ':pk': key.agendaPk },
    }),
  )
  expect(Items).toEqual([key])
})

test('data in a file outlive the engine', async () => {
  const file = join(folder(), 'table.db')
  const first = await start(file)
  const client = documentClient(first.endpoint)
  await createTable(client, 'holdfast')
  await client.send(new PutCommand({ TableName: 'holdfast', Item: { pk: 'a', sk: 'b', n: 1 } }))
  await first.stop()
  await awaitEnd({ pid: Number(first.pid), port: first.port })
  const again = documentClient((await start(file)).endpoint)
  const { Item } = await again.send(new GetCommand({ TableName: 'holdfast', Key: { pk: 'a', sk: 'b' } }))
  expect(Item).toEqual({ pk: 'a', sk: 'b', n: 1 })
})

test('an engine that ends by itself is noticed', async () => {
  const engine = await start()
  process.kill(Number(engine.pid), 'SIGKILL')
  expect(await engine.lost).toBe('SIGKILL')
  await awaitEnd({ pid: Number(engine.pid), port: engine.port })
})

test('an engine that cannot start says why', async () => {
  const file = join(folder(), 'table.db')
  writeFileSync(file, 'no database at all'.repeat(100))
  await expect(startEngine({ file })).rejects.toThrow(
    /^The embedded engine did not start: .*not a valid SQLite database/,
  )
})
