// The client of a local engine, by the requests that it sends.

import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { documentClient } from '#kernel/commit/runtime.ts'
import { freshTable } from '#test/support/table.ts'

const bodyOf = async (token?: string): Promise<string> => {
  const endpoint = inject('endpoint')
  const { name } = await freshTable(endpoint)
  const client = documentClient(endpoint)
  let body = ''
  client.middlewareStack.add(
    (next) => (args) => {
      body = Buffer.from((args.request as { body: string }).body).toString()
      return next(args)
    },
    { step: 'finalizeRequest', name: 'look', priority: 'low' },
  )
  const item = { pk: 'a', sk: '","ClientRequestToken":"text","' }
  const input = {
    TransactItems: [{ Put: { TableName: name, Item: item } }],
    ...(token ? { ClientRequestToken: token } : {}),
  }
  await client.send(new TransactWriteCommand(input))
  return body
}

test('an automatic token is left out for an engine on this machine, a chosen one stays', async () => {
  expect(JSON.parse(await bodyOf())).not.toHaveProperty('ClientRequestToken')
  expect(JSON.parse(await bodyOf('mine'))).toHaveProperty('ClientRequestToken', 'mine')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

/** The header with the region and the access key. */
const authorizationWith = async (env: Record<string, string>): Promise<string> => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, env[name])
  const client = documentClient(inject('endpoint'))
  let authorization = ''
  client.middlewareStack.add(
    (next) => (args) => {
      authorization = (args.request as { headers: Record<string, string> }).headers['authorization'] ?? ''
      return next(args)
    },
    { step: 'finalizeRequest', name: 'look', priority: 'low' },
  )
  await client.send(new ListTablesCommand({}))
  return authorization
}

test.each([
  [{}, /Credential=local\/\d{8}\/us-east-1\/.* Signature=none$/],
  [{ AWS_REGION: 'ap-northeast-2' }, /Credential=local\/\d{8}\/ap-northeast-2\/.* Signature=none$/],
  [
    { AWS_DEFAULT_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'half' },
    /Credential=local\/\d{8}\/eu-west-1\/.* Signature=none$/,
  ],
  [
    { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' },
    /Credential=AKIATEST\/\d{8}\/eu-west-1\/dynamodb\/.* Signature=[0-9a-f]{64}$/,
  ],
])('an engine on this machine is told the region and the credentials of %o', async (env, header) =>
  expect(await authorizationWith(env)).toMatch(header),
)
