// The client of the table in memory: both kinds of commands, the SDK's middleware, and policies on every client.

import { GetItemCommand, TagResourceCommand } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, expect, test } from 'vitest'
import { matches } from '#functions/matches/contract.ts'
import { heldToPolicy } from '#infra/local/policy.ts'
import { createTable } from '#infra/local/table.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { Tables } from '#infra/simulation/tables.ts'

const TableName = 'memory'
const Key = { pk: 'MATCH#1', sk: 'MATCH' }
let tables: Tables

beforeEach(async () => {
  tables = new Tables()
  const client = memoryClient(tables)
  await createTable(client, TableName)
  await client.send(new PutCommand({ TableName, Item: { ...Key, places: 18, left: undefined } }))
})

test('commands of the document client have plain values, those of the other have typed ones', async () => {
  const client = memoryClient(tables)
  expect((await client.send(new GetCommand({ TableName, Key }))).Item).toEqual({ ...Key, places: 18 })
  const typed = { pk: { S: Key.pk }, sk: { S: Key.sk } }
  const { Item, $metadata } = await client.send(new GetItemCommand({ TableName, Key: typed }))
  expect(Item).toEqual({ ...typed, places: { N: '18' } })
  expect($metadata.httpStatusCode).toBe(200)
})

test('middleware stands between a command and the tables, and sees what goes over the wire', async () => {
  const client = memoryClient(tables)
  const seen: unknown[] = []
  client.middlewareStack.add(
    (next, context) => async (args) => {
      seen.push([context['commandName'], args.input])
      if (seen.length > 1) throw new Error('unsent')
      return next(args)
    },
    { step: 'finalizeRequest' },
  )
  const get = () => client.send(new GetCommand({ TableName, Key }))
  await get()
  expect(seen).toEqual([['GetItemCommand', { TableName, Key: { pk: { S: Key.pk }, sk: { S: Key.sk } } }]])
  await expect(get()).rejects.toThrow('unsent')
  // The middleware belongs to that client only.
  await expect(memoryClient(tables).send(new GetCommand({ TableName, Key }))).resolves.toBeDefined()
})

test('a function is held to its policy here, too', async () => {
  const client = memoryClient(tables)
  const inside = <T>(work: () => Promise<T>): Promise<T> => heldToPolicy(matches.applyToMatch, work)()
  await expect(inside(() => client.send(new ScanCommand({ TableName })))).rejects.toThrow('may not Scan')
  const write = new PutCommand({ TableName, Item: Key })
  await expect(inside(() => client.send(write))).rejects.toThrow('may not PutItem MATCH#1 outside of a transaction')
  await expect(client.send(new ScanCommand({ TableName }))).resolves.toMatchObject({ Count: 1 })
})

test('a command that the tables do not answer is named', async () => {
  const unanswered = new TagResourceCommand({ ResourceArn: 'a', Tags: [] })
  await expect(memoryClient(tables).send(unanswered)).rejects.toThrow('does not answer TagResourceCommand')
})
