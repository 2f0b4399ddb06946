// Deposits over HTTP against the same transaction sent by the bare SDK, and a hot item: one account, one campaign.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { leaveOutAutomaticTokens } from '#infra/local/engine-client.ts'
import { readInstance } from '#infra/local/instance.ts'
import { createTable } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { operatorItems } from '#test/support/known.ts'
import { registration } from '#test/support/people.ts'

/** Of the comparison with the bare SDK. */
const CLIENTS = 16
/** Of the comparison of one account with many. */
const CROWD = 64
/** Claims sent at once. */
const CLAIMS = 1000
const ROUNDS = 15
const ROUND_MS = 700
const TABLE = 'throughput'

type Deposit = (worker: number, at: number) => Promise<void>

interface Rates {
  /** Deposits a second: over HTTP, and by the bare SDK. */
  readonly http: number
  readonly raw: number
  /** Deposits a second of 64 clients: to an account each, and to one account. */
  readonly many: number
  readonly one: number
  readonly rounds: number
  readonly claims: Claims
}

export const throughput = async (endpoint: string): Promise<Rates> => {
  await createTable(documentClient(endpoint), TABLE)
  const gateway = await startGateway(endpoint)
  try {
    const call = caller(gateway.url)
    const holders = await holdersOf(call)
    const many = depositsOverHttp(call, holders)
    const one = depositsOverHttp(call, holders.slice(0, 1))
    const [http, raw] = await inTurn(
      { deposit: many, clients: CLIENTS },
      { deposit: bareDeposits(endpoint), clients: CLIENTS },
    )
    const [apart, together] = await inTurn({ deposit: many, clients: CROWD }, { deposit: one, clients: CROWD })
    return {
      http,
      raw,
      many: apart,
      one: together,
      rounds: ROUNDS,
      claims: await claimsAtOnce(call, gateway.dataDir, endpoint),
    }
  } finally {
    gateway.stop()
  }
}

interface Load {
  readonly deposit: Deposit
  readonly clients: number
}

/** @returns the median rates of two loads that take turns */
const inTurn = async (...loads: [Load, Load]): Promise<[number, number]> => {
  const rates: [number[], number[]] = [[], []]
  for (const load of loads) await round(load, ROUND_MS)
  for (let at = 0; at < ROUNDS; at += 1)
    for (const [which, load] of loads.entries()) rates[which]?.push(await round(load, ROUND_MS))
  return [median(rates[0]), median(rates[1])]
}

const median = (rates: number[]): number => Math.round(rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0)

let sent = 0

/** @returns deposits a second */
const round = async ({ deposit, clients }: Load, ms: number): Promise<number> => {
  const began = performance.now()
  let done = 0
  const worker = async (_: unknown, at: number): Promise<void> => {
    while (performance.now() - began < ms) {
      sent += 1
      await deposit(at, sent)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, worker))
  return (done * 1000) / (performance.now() - began)
}

interface Gateway {
  readonly url: string
  readonly dataDir: string
  readonly stop: () => void
}

/** The gateway in a process of its own, as it is run. */
const startGateway = async (endpoint: string): Promise<Gateway> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'infra/cli/start.ts'], {
    env: { ...process.env, DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: TABLE, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve)
    child.once('exit', () => reject(new Error('the gateway did not start')))
  })
  const url = readInstance(dataDir)?.url
  if (!url) throw new Error('the gateway left no note')
  const stop = (): void => {
    child.removeAllListeners('exit')
    child.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
    child.kill('SIGTERM')
  }
  return { url, dataDir, stop }
}

interface Answered {
  readonly status: number
  readonly body: Record<string, string>
}
type Caller = (path: string, body: object | undefined, headers?: Record<string, string>) => Promise<Answered>

const caller = (url: string): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: CLAIMS })
  return (path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body ? JSON.stringify(body) : ''
      const type = body ? { 'content-type': 'application/json' } : {}
      const asked = request(url + path, {
        agent,
        method: 'POST',
        headers: { ...type, 'content-length': Buffer.byteLength(text), ...headers },
      })
      asked.on('error', reject).on('response', (response) => {
        let reply = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          reply += part
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 500, body: JSON.parse(reply) }))
      })
      asked.end(text)
    })
}

/** @throws Error if the request is refused */
const made = ({ status, body }: Answered): Record<string, string> => {
  if (status >= 300) throw new Error(JSON.stringify(body))
  return body
}

interface Holder {
  readonly authorization: string
  readonly path: string
}

const holdersOf = (call: Caller): Promise<Holder[]> =>
  Promise.all(
    Array.from({ length: CROWD }, async (_, worker) => {
      const { username, password, ...names } = registration(`bench_${worker}`)
      made(await call('/users', { username, password, ...names }))
      const { accessToken } = made(await call('/auth/tokens', { username, password }))
      const authorization = `Bearer ${accessToken}`
      const body = { bank: 'Hana', accountNumber: String(100_000 + worker) }
      const { accountId } = made(await call('/accounts', body, { authorization }))
      return { authorization, path: `/accounts/${accountId}/deposits` }
    }),
  )

const depositsOverHttp =
  (call: Caller, holders: readonly Holder[]): Deposit =>
  async (worker, at) => {
    const { authorization = '', path = '' } = holders[worker % holders.length] ?? {}
    made(await call(path, { amount: 1, information: 'bench' }, { authorization, 'idempotency-key': `bench-${at}` }))
  }

interface Claims {
  /** The number of answers by status and code. */
  readonly answers: Readonly<Record<string, number>>
  readonly ms: number
}

const OPERATOR = 'user_0000000000e008000000000000'

/** As many users as coupons, all at once. Users exist as tokens only, because passwords are slow to hash. */
const claimsAtOnce = async (call: Caller, dataDir: string, endpoint: string): Promise<Claims> => {
  const client = documentClient(endpoint)
  for (const Item of operatorItems(OPERATOR, new Date().toISOString()))
    await client.send(new PutCommand({ TableName: TABLE, Item }))
  process.env['TOKEN_PRIVATE_KEY'] = readFileSync(join(dataDir, 'keys.json'), 'utf8')
  const bearer = async (name: string, role: string) => ({ authorization: `Bearer ${await tokenFor(name, role)}` })
  const users = await Promise.all(Array.from({ length: CLAIMS }, (_, at) => bearer(`user_claim${at}`, 'USER')))
  const terms = { name: 'Flash', discount: { type: 'AMOUNT', value: 1000 }, minTotal: 0, maxIssueCount: CLAIMS }
  const campaign = { ...terms, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
  const { campaignId } = made(await call('/coupon-campaigns', campaign, await bearer(OPERATOR, 'OPERATOR')))
  const began = performance.now()
  const answers = await Promise.all(
    users.map((user) => call(`/coupon-campaigns/${campaignId}/coupons`, undefined, user)),
  )
  const ms = Math.round(performance.now() - began)
  const told = Map.groupBy(answers, ({ status, body }) => `${status} ${body['code'] ?? ''}`.trim())
  return { answers: Object.fromEntries([...told].map(([one, { length }]) => [one, length])), ms }
}

/** What a deposit sends, item for item and condition for condition; each worker knows its account's seq, so nothing is read. */
const bareDeposits = (endpoint: string): Deposit => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }))
  leaveOutAutomaticTokens(client)
  const seqs = new Array<number>(CLIENTS).fill(0)
  return async (worker, at) => {
    const seq = seqs[worker] ?? 0
    await client.send(new TransactWriteCommand({ TransactItems: bareTransaction(worker, seq, at) }))
    seqs[worker] = seq + 1
  }
}

const bareTransaction = (worker: number, seq: number, at: number) => {
  const now = new Date().toISOString()
  const hash = 'x'.repeat(43)
  const entry = {
    ...{
      transactionId: `transaction_${at}`.padEnd(38, '0'),
      accountId: `bare_${worker}`.padEnd(34, '0'),
      seq: seq + 1,
    },
    ...{ type: 'DEPOSIT', amount: 1, balance: seq + 1, information: 'bench', createdAt: now, hash },
  }
  const pk = `ACCOUNT#bare_${worker}`
  return [
    {
      Update: {
        TableName: TABLE,
        Key: { pk: `RECEIPT#bare_${worker}#wallet.deposit#${at}`, sk: 'RECEIPT' },
        UpdateExpression: 'SET #h = :h, #s = :s, body = :b, firstAt = if_not_exists(firstAt, :t) ADD times :one',
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :t',
        ExpressionAttributeNames: { '#h': 'hash', '#s': 'status', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':h': hash, ':s': 201, ':b': JSON.stringify(entry), ':t': 1, ':one': 1 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    },
    {
      Put: { TableName: TABLE, Item: { pk, sk: `ENTRY#${String(seq + 1).padStart(16, '0')}`, ...entry, by: 'bench' } },
    },
    {
      Update: {
        TableName: TABLE,
        Key: { pk, sk: 'ACCOUNT' },
        UpdateExpression: 'SET seq = :next, #h = :h, lastEntryAt = :t ADD balance :one, available :one',
        ConditionExpression:
          seq === 0 ? 'attribute_not_exists(pk)' : 'seq = :seq AND lastEntryAt <= :t AND balance <= :most',
        ExpressionAttributeNames: { '#h': 'hash' },
        ExpressionAttributeValues: {
          ...{ ':next': seq + 1, ':h': hash, ':t': now, ':one': 1 },
          ...(seq === 0 ? {} : { ':seq': seq, ':most': 1e15 }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    },
  ]
}
