// Tables in this process behind DynamoDB's protocol, where no engine can be had. Nothing is kept on disk.

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { commands } from '#infra/simulation/commands.ts'
import { Tables } from '#infra/simulation/tables.ts'

export interface MemoryEngine {
  readonly host: string
  readonly port: number
  stop(): Promise<void>
}

type Command = (tables: Tables, input: Readonly<Record<string, unknown>>) => Promise<object>

/** @param schema the initial table */
export const serveMemory = async (
  { host, port }: { readonly host: string; readonly port: number },
  schema?: CreateTableCommandInput,
): Promise<MemoryEngine> => {
  const tables = new Tables()
  if (schema) tables.create(schema)
  const byName = new Map(Object.entries(commands) as unknown as [string, Command][])
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(tables, byName, request)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body, inProtocol))
  })
  server.listen(port, host)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  return {
    host,
    port: taken,
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const answer = async (
  tables: Tables,
  byName: ReadonlyMap<string, Command>,
  request: IncomingMessage,
): Promise<[number, object]> => {
  try {
    const name = String(request.headers['x-amz-target']).replace(/^.*\./, '')
    const input = revived(await textOf(request))
    const command = byName.get(name)
    if (!command) return [400, failure('UnknownOperationException', `The tables in memory do not answer ${name}.`)]
    // One part of a scan has everything.
    if (name === 'Scan' && Number(input['Segment'] ?? 0) > 0) return [200, { Items: [], Count: 0, ScannedCount: 0 }]
    return [200, await command(tables, input)]
  } catch (error) {
    const { name, message, ...members } = error as Error
    return [400, { ...members, ...failure(name, message) }]
  }
}

const failure = (name: string, message: string): object => ({
  __type: `com.amazonaws.dynamodb.v20120810#${name}`,
  message,
})

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** In JSON, bytes are base64. */
const revived = (text: string): Record<string, unknown> =>
  JSON.parse(text || '{}', (name, value) =>
    name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value,
  )

/** The protocol's notation: bytes in base64, times in seconds. `this` has the value before Date.toJSON. */
function inProtocol(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const before = this[name]
  if (before instanceof Date) return before.getTime() / 1000
  return before instanceof Uint8Array ? Buffer.from(before).toString('base64') : value
}
