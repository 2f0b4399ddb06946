// Reads of jobs survive lost connections.

import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { patient } from '#kernel/http/clients.ts'

const key = { TableName: 't', Key: { pk: 'a', sk: 'b' } }
const stale = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

/** A client that fails so many times, and keeps the inputs. */
const clientFailing = (times: number, error: Error) => {
  const inputs: object[] = []
  const client = {
    send: async ({ input }: { input: object }) => {
      inputs.push(input)
      if (inputs.length <= times) throw error
      return { Item: { n: 1 } }
    },
  } as unknown as DynamoDBDocumentClient
  return { client, inputs }
}

test('a read meets a closed connection, and is repeated with growing pauses', async () => {
  const { client, inputs } = clientFailing(3, stale)
  const pauses: number[] = []
  const pause = async (ms: number) => void pauses.push(ms)
  expect(await patient({ client, pause }).send(new GetCommand(key))).toEqual({ Item: { n: 1 } })
  expect([inputs.length, pauses]).toEqual([4, [50, 100, 200]])
})

test('an outage is reported after five attempts, and a mistake at once', async () => {
  const away = clientFailing(9, stale)
  await expect(patient({ client: away.client, pause: async () => {} }).send(new GetCommand(key))).rejects.toBe(stale)
  expect(away.inputs).toHaveLength(5)
  const wrong = clientFailing(9, Object.assign(new Error('no'), { name: 'ValidationException' }))
  await expect(patient({ client: wrong.client, pause: async () => {} }).send(new GetCommand(key))).rejects.toThrow('no')
  expect(wrong.inputs).toHaveLength(1)
})
