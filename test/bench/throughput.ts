// Deposits over HTTP against the same transaction sent by the bare SDK: the same engine, the same number at once, in turn.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { leaveOutAutomaticTokens } from '#infra/local/engine-client.ts'
import { readInstance } from '#infra/local/instance.ts'
import { createTable } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { registration } from '#test/support/people.ts'

const CLIENTS = 16
const ROUNDS = 15
const ROUND_MS = 700
const TABLE = 'throughput'

type Deposit = (worker: number, at: number) => Promise<void>

export const throughput = async (endpoint: string): Promise<{ http: number; raw: number; rounds: number }> => {
  await createTable(documentClient(endpoint), TABLE)
  const gateway = await startGateway(endpoint)
  try {
    const [http, raw] = [await depositsOverHttp(gateway.url), bareDeposits(endpoint)]
    const rates: Record<'http' | 'raw', number[]> = { http: [], raw: [] }
    await round(http, ROUND_MS)
    await round(raw, ROUND_MS)
    for (let at = 0; at < ROUNDS; at += 1) {
      rates.http.push(await round(http, ROUND_MS))
      rates.raw.push(await round(raw, ROUND_MS))
    }
    return { http: median(rates.http), raw: median(rates.raw), rounds: ROUNDS }
  } finally {
    gateway.stop()
  }
}

const median = (rates: number[]): number => Math.round(rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0)

let sent = 0

/** @returns deposits a second */
const round = async (deposit: Deposit, ms: number): Promise<number> => {
  const began = performance.now()
  let done = 0
  const worker = async (_: unknown, at: number): Promise<void> => {
    while (performance.now() - began < ms) {
      sent += 1
      await deposit(at, sent)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, worker))
  return (done * 1000) / (performance.now() - began)
}

/** The gateway in a process of its own, as it is run. */
const startGateway = async (endpoint: string): Promise<{ url: string; stop: () => void }> => {
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
  return { url, stop }
}

const depositsOverHttp = async (url: string): Promise<Deposit> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const call = (path: string, body: object, headers: Record<string, string> = {}): Promise<Record<string, string>> =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body)
      const asked = request(url + path, {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      })
      asked.on('error', reject).on('response', (response) => {
        let reply = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          reply += part
        })
        response.on('end', () =>
          (response.statusCode ?? 500) < 300 ? resolve(JSON.parse(reply)) : reject(new Error(reply)),
        )
      })
      asked.end(text)
    })
  const holders = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, worker) => {
      const { username, password, ...names } = registration(`bench_${worker}`)
      await call('/users', { username, password, ...names })
      const { accessToken } = await call('/auth/tokens', { username, password })
      const authorization = `Bearer ${accessToken}`
      const account = await call(
        '/accounts',
        { bank: 'Hana', accountNumber: String(100_000 + worker) },
        { authorization },
      )
      return { authorization, path: `/accounts/${account['accountId']}/deposits` }
    }),
  )
  return async (worker, at) => {
    const { authorization = '', path = '' } = holders[worker] ?? {}
    await call(path, { amount: 1, information: 'bench' }, { authorization, 'idempotency-key': `bench-${at}` })
  }
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
