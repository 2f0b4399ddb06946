// The client as it is sent over the wire.

import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { expect, inject, test } from 'vitest'
import { documentClient } from '../../../shared/kernel/runtime.ts'
import { freshTable } from '../../support/table.ts'

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
