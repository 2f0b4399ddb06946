// A unit test of a bundled handler: an event, and a stub that answers like DynamoDB.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { matches } from '#functions/matches/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { useBundles } from './bundle.ts'

interface Asked {
  readonly operation: string
  readonly input: Record<string, unknown>
}
type Stub = (asked: Asked) => { readonly status?: number; readonly body: object }

const bundles = useBundles()
let stub: Stub = () => ({ body: {} })
let asked: Asked[] = []

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const one = { operation: String(request.headers['x-amz-target']).split('.')[1] ?? '', input: JSON.parse(text) }
    asked.push(one)
    const { status = 200, body } = stub(one)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubEnv('DYNAMODB_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('TABLE_NAME', 'stubbed')
  // The environment that Lambda sets.
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'stubbed')
  return () => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
  }
})

beforeEach(() => {
  asked = []
})

const handlerOf = async (entry: { module: string; name: string }): Promise<LambdaHandler> => {
  const { handler } = await import(pathToFileURL(`${bundles.folderOf(entry)}/index.mjs`).href)
  return handler
}

const eventOf = (changes: Partial<APIGatewayProxyEventV2>): APIGatewayProxyEventV2 =>
  ({
    ...{ version: '2.0', rawPath: '/here', rawQueryString: '', headers: {}, isBase64Encoded: false },
    requestContext: { requestId: 'r', http: { sourceIp: '192.0.2.1', method: 'GET', path: '/here' } },
    ...changes,
  }) as APIGatewayProxyEventV2

const context = { awsRequestId: 'r' } as Context
const MATCH = 'match_01m82nzwjqfdv8y3sjz1peh87r'
const ACCOUNT = 'account_01m82nzw8sfypb1btepb39rn7s'
const THEN = '2026-01-01T00:00:00.000Z'
const USER = 'user_01m82nzvrpec88tp6n71erm7nj'

const match = {
  ...{ pk: { S: `MATCH#${MATCH}` }, sk: { S: 'MATCH' }, matchId: { S: MATCH }, hostId: { S: USER } },
  ...{
    title: { S: 'Futsal' },
    venue: { S: 'Seoul' },
    startsAt: { S: '2030-06-07T10:30:00.000Z' },
    status: { S: 'OPEN' },
  },
  ...{ durationMinutes: { N: '120' }, maxPlayerCount: { N: '18' }, playerCount: { N: '3' }, fee: { N: '0' } },
  ...{ parkingCapacity: { N: '0' }, parkingCount: { N: '0' } },
}

test('a public reading asks for one item, and answers it', async () => {
  stub = () => ({ body: { Item: match } })
  const handler = await handlerOf(matches.getMatch)
  const { statusCode, body } = await handler(eventOf({ pathParameters: { matchId: MATCH } }), context)
  expect([statusCode, JSON.parse(body ?? '')]).toMatchObject([200, { matchId: MATCH, playerCount: 3 }])
  const input = { TableName: 'stubbed', Key: { pk: { S: `MATCH#${MATCH}` } } }
  expect(asked).toMatchObject([{ operation: 'GetItem', input }])
})

test('what is not there is 404, and a store that is not allowed to answer 500 without a word of why', async () => {
  const handler = await handlerOf(matches.getMatch)
  const event = eventOf({ pathParameters: { matchId: MATCH } })
  stub = () => ({ body: {} })
  expect((await handler(event, context)).statusCode).toBe(404)
  stub = () => ({ status: 400, body: { __type: 'x#AccessDeniedException', message: 'role/secret-name may not' } })
  const { statusCode, body } = await handler(event, context)
  expect([statusCode, JSON.parse(body ?? '').code]).toEqual([500, 'internal'])
  expect(body).not.toContain('secret-name')
})

test('a refused transaction is the problem of the rule that the returned item breaks', async () => {
  const account = (ownerId: string) => ({
    ...{ pk: { S: `ACCOUNT#${ACCOUNT}` }, sk: { S: 'ACCOUNT' }, accountId: { S: ACCOUNT }, ownerId: { S: ownerId } },
    ...{ balance: { N: '10' }, held: { N: '0' }, available: { N: '10' }, seq: { N: '0' }, hash: { S: '' } },
    ...{ bank: { S: 'Hana' }, accountNumber: { S: '123456' }, createdAt: { S: THEN }, lastEntryAt: { S: THEN } },
  })
  const code = 'ConditionalCheckFailed'
  // The read is consistent, but at the write the account has another owner.
  stub = ({ operation, input }) => {
    if (operation !== 'TransactWriteItems')
      return { body: JSON.stringify(input).includes('RECEIPT') ? {} : { Item: account(USER) } }
    const actions = input['TransactItems'] as object[]
    const reasons = actions.map((action) =>
      JSON.stringify(action).includes('"sk":{"S":"ACCOUNT"}')
        ? { Code: code, Item: account('user_x') }
        : { Code: 'None' },
    )
    return { status: 400, body: { __type: 'x#TransactionCanceledException', CancellationReasons: reasons } }
  }
  const handler = await handlerOf(wallet.deposit)
  const authorization = `Bearer ${await tokenFor(USER, 'USER')}`
  const { statusCode, body } = await handler(
    eventOf({
      pathParameters: { accountId: ACCOUNT },
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k' },
      body: JSON.stringify({ amount: 5, information: 'lunch' }),
    }),
    context,
  )
  expect([statusCode, JSON.parse(body ?? '').code]).toEqual([403, 'forbidden'])
  expect(asked.map(({ operation }) => operation)).toContain('TransactWriteItems')
})
