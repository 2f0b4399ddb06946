// The table at engines that take their time, or lack time to live, by the requests that they get.

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { addIndexes, createTable, enableExpiry } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { table } from '#kernel/data/key.ts'

type Answer = readonly [status: number, body: object]
const problem = (name: string): Answer => [400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name }]

/** The indexes of the table, all of them usable. */
const indexed = Object.keys(table.indexes).map((IndexName) => ({ IndexName, IndexStatus: 'ACTIVE' }))

/** @param answer of an operation, by how often it was asked before @returns a client, and the operations in order */
const engine = async (answer: (operation: string, times: number) => Answer) => {
  const asked: string[] = []
  const bodies: unknown[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    bodies.push(await json(request))
    const [status, body] = answer(operation, asked.filter((one) => one === operation).length)
    asked.push(operation)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = documentClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  return { client, asked, bodies }
}

test('a new table is waited for until it is active', async () => {
  const { client, asked } = await engine((operation, times) =>
    operation === 'CreateTable'
      ? [200, { TableDescription: { TableStatus: 'CREATING' } }]
      : [200, { Table: { TableStatus: times < 2 ? 'CREATING' : 'ACTIVE' } }],
  )
  await createTable(client, 'holdfast')
  expect(asked).toEqual(['CreateTable', 'DescribeTable', 'DescribeTable', 'DescribeTable'])
})

test('a table that another process is creating is waited for, too', async () => {
  const { client, asked } = await engine((operation, times) =>
    operation === 'CreateTable'
      ? problem('ResourceInUseException')
      : [200, { Table: { TableStatus: times < 1 ? 'CREATING' : 'UPDATING', GlobalSecondaryIndexes: indexed } }],
  )
  await createTable(client, 'holdfast')
  expect(asked).toEqual(['CreateTable', 'DescribeTable', 'DescribeTable'])
})

test('a table of an earlier edition gets the index that it lacks, and is waited for', async () => {
  const without = indexed.filter(({ IndexName }) => IndexName !== 'agenda')
  const filling = [...without, { IndexName: 'agenda', IndexStatus: 'CREATING' }]
  const { client, asked, bodies } = await engine((operation, times) => {
    if (operation === 'CreateTable') return problem('ResourceInUseException')
    const indexes = [without, filling, indexed][times] ?? indexed
    if (operation === 'UpdateTable') return [200, { TableDescription: { GlobalSecondaryIndexes: filling } }]
    return [200, { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: indexes } }]
  })
  await createTable(client, 'holdfast')
  expect(asked).toEqual(['CreateTable', 'DescribeTable', 'UpdateTable', 'DescribeTable', 'DescribeTable'])
  expect(bodies[2]).toMatchObject({
    AttributeDefinitions: [
      { AttributeName: 'agendaPk', AttributeType: 'S' },
      { AttributeName: 'agendaSk', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexUpdates: [{ Create: { IndexName: 'agenda', Projection: { ProjectionType: 'KEYS_ONLY' } } }],
  })
})

/** DescribeTable reads eventually consistently. */
test('a new table that is not described yet is waited for', async () => {
  const { client, asked } = await engine((operation, times) => {
    if (operation === 'CreateTable') return [200, { TableDescription: { TableStatus: 'CREATING' } }]
    if (times === 0) return problem('ResourceNotFoundException')
    return [200, { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: indexed } }]
  })
  await createTable(client, 'holdfast')
  expect(asked).toEqual(['CreateTable', 'DescribeTable', 'DescribeTable'])
})

test('an index that was asked for and is not described yet is asked for once', async () => {
  const without = indexed.filter(({ IndexName }) => IndexName !== 'agenda')
  const { client, asked } = await engine((operation, times) => {
    if (operation === 'UpdateTable') return times === 0 ? [200, {}] : problem('LimitExceededException')
    return [200, { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: times < 2 ? without : indexed } }]
  })
  await addIndexes(client, 'holdfast')
  expect(asked).toEqual(['DescribeTable', 'UpdateTable', 'DescribeTable', 'DescribeTable'])
})

test.each([
  ['the table changes', { TableStatus: 'UPDATING' }, []],
  ['an index is deleted', { TableStatus: 'ACTIVE' }, [{ IndexName: 'old', IndexStatus: 'DELETING' }]],
])('while %s, no index is asked for: the table would refuse it', async (_, changing, others) => {
  const without = indexed.filter(({ IndexName }) => IndexName !== 'agenda')
  const { client, asked } = await engine((operation, times) => {
    if (operation === 'UpdateTable') return [200, {}]
    if (times === 0) return [200, { Table: { ...changing, GlobalSecondaryIndexes: [...without, ...others] } }]
    return [200, { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: times === 1 ? without : indexed } }]
  })
  await addIndexes(client, 'holdfast')
  expect(asked).toEqual(['DescribeTable', 'DescribeTable', 'UpdateTable', 'DescribeTable'])
})

test('a table that does not exist gets no index', async () => {
  const { client } = await engine(() => problem('ResourceNotFoundException'))
  await expect(addIndexes(client, 'holdfast')).rejects.toThrow('ResourceNotFoundException')
})

test('expiry is enabled once, by the attribute of the receipts', async () => {
  let status = 'DISABLED'
  const { client, asked, bodies } = await engine((operation) => {
    if (operation === 'DescribeTimeToLive') return [200, { TimeToLiveDescription: { TimeToLiveStatus: status } }]
    status = 'ENABLED'
    return [200, {}]
  })
  expect([await enableExpiry(client, 'holdfast'), await enableExpiry(client, 'holdfast')]).toEqual([true, true])
  expect(asked).toEqual(['DescribeTimeToLive', 'UpdateTimeToLive', 'DescribeTimeToLive'])
  expect(bodies[1]).toEqual({
    TableName: 'holdfast',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
  })
})

test('an engine without expiry is said to have none; another failure is a failure', async () => {
  const { client } = await engine(() => problem('UnknownOperationException'))
  expect(await enableExpiry(client, 'holdfast')).toBe(false)
  const denied = await engine(() => problem('AccessDeniedException'))
  await expect(enableExpiry(denied.client, 'holdfast')).rejects.toThrow('AccessDeniedException')
})
