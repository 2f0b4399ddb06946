// The stored data of an edition with its replies: later editions must read the same from it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { type Body, PASSWORD, type Person, type Player } from './player.ts'
import { write } from './recording.ts'
import { root, type Server } from './server.ts'

type Item = Record<string, AttributeValue>

/** A request and its reply. */
export interface Asked {
  readonly as: string
  readonly target: string
  readonly status: number
  readonly body: unknown
}

interface Stored {
  readonly recordedAt: string
  /** The files that belong to the table: its keys, and the sandbox's payments. */
  readonly files: Readonly<Record<string, string>>
  readonly passwords: Readonly<Record<string, string>>
  readonly replies: readonly Asked[]
}

const FOLDER = join(root, 'test', 'recorded')
const TABLE = join(FOLDER, 'table.json.gz')

export const storedItems = (): Item[] => JSON.parse(gunzipSync(readFileSync(TABLE)).toString())
export const stored = (): Stored => JSON.parse(readFileSync(join(FOLDER, 'stored.json'), 'utf8'))

export const clientAt = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })

export const load = async (client: DynamoDBClient, tableName: string, items: readonly Item[]): Promise<void> => {
  for (let at = 0; at < items.length; at += 25) {
    let waiting: WriteRequest[] | undefined = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }))
    while (waiting && waiting.length > 0) {
      const { UnprocessedItems }: BatchWriteItemCommandOutput = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: waiting } }),
      )
      waiting = UnprocessedItems?.[tableName]
    }
  }
}

/** A signed-in user. */
export type Reader = Pick<Person, 'name' | 'token'>

/** Image URLs are signed anew each time, the bucket's address differs, and an upload that never came expires. */
const shown = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (name, value) => {
      if (name === 'imageError') return '<perhaps expired>'
      return /ImageUrl$|thumbnailUrl/.test(name) && value ? '<signed>' : value
    }),
  )

export const asks = async ({ url }: Pick<Server, 'url'>, as: Reader, target: string): Promise<Asked> => {
  const answer = await fetch(`${url}${target}`, { headers: { authorization: `Bearer ${as.token}` } })
  return { as: as.name, target, status: answer.status, body: shown(await answer.json()) }
}

/** Users whose data does not expire or get refunded over time. */
const READERS = [
  ...[
    'operator',
    'mina',
    'lee.jun',
    'han',
    'seo',
    'guest',
    'ann',
    'bea',
    'cho',
    'dan',
    'kid',
    'eve',
    'fay',
    'punctual',
  ],
  ...['early', 'gil', 'hana', 'ida', 'second'],
]
const LISTS = [
  '/users/me/applications',
  '/accounts',
  '/friends',
  '/friend-groups',
  '/chatrooms',
  '/coupons',
  '/billings',
]

/** Everything that a user can read of their own data. */
const readAll = async (player: Player, as: Person): Promise<Asked[]> => {
  const replies: Asked[] = []
  const ask = async (target: string): Promise<Body> => {
    const reply = await asks(player.server, as, target)
    replies.push(reply)
    return reply.body
  }
  await ask('/users/me')
  const found: Body[] = []
  for (const list of LISTS) found.push(...((await ask(list)).items ?? []))
  for (const { accountId, groupId, chatId, billingId, applicationId, matchId } of found) {
    if (accountId)
      for (const target of ['', '/transactions', '/transactions?order=asc', '/transactions/1'])
        await ask(`/accounts/${accountId}${target}`)
    if (groupId) for (const target of ['', '/members']) await ask(`/friend-groups/${groupId}${target}`)
    if (chatId)
      for (const target of ['', '/messages', '/testplan', '/testplans']) await ask(`/chatrooms/${chatId}${target}`)
    if (billingId) await ask(`/billings/${billingId}`)
    if (applicationId) await ask(`/matches/${matchId}`)
  }
  return replies
}

/** Stores table and replies once no work is in progress. */
export const keep = async (player: Player): Promise<void> => {
  const { folder } = player.server
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  await settles(player)
  const passwords: Record<string, string> = {}
  const replies: Asked[] = []
  for (const name of READERS) {
    const password = name === 'lee.jun' ? 'battery staple' : PASSWORD
    passwords[name] = password
    replies.push(...(await readAll(player, await player.signedIn(name, password))))
  }
  const { engine, tableName } = JSON.parse(read('run.json'))
  const client = clientAt(engine.endpoint)
  const items: Item[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
    items.push(...Items)
  client.destroy()
  const order = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`
  items.sort((one, other) => (order(one) < order(other) ? -1 : 1))
  const files = { 'keys.json': read('keys.json'), 'payments.jsonl': read('payments.jsonl') }
  writeFileSync(TABLE, gzipSync(JSON.stringify(items), { level: 9 }))
  write('stored.json', { recordedAt: new Date().toISOString(), files, passwords, replies } satisfies Stored)
}

/** Refunds and audits continue after the reply that promised them. */
const settles = async (player: Player): Promise<void> => {
  const ned = player.people.get('ned')
  const operator = player.people.get('operator')
  for (let tries = 0; ned && operator && tries < 100; tries += 1) {
    const { items } = await player.need('GET /billings', { as: ned })
    const { lastAudit } = await player.need('GET /ops/invariants', { as: operator })
    if (lastAudit && !items.some(({ status }: Body) => status === 'CANCELLING')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('something is still under way')
}
