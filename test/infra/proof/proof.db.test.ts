// The proofs for a real account, against recorded answers: IAM's simulator, a throw-away table, the README's session.

import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Statement } from '#infra/iam/policy.ts'
import { type Ask, asksOf, type Command } from '#infra/local/ask.ts'
import { permits } from '#infra/local/policy.ts'
import { type Call, kindOf, recordedCalls } from '#infra/proof/calls.ts'
import { prove, simulator } from '#infra/proof/iam.ts'
import { checks, probed, runChecks } from '#infra/proof/probe.ts'
import { smoke } from '#infra/proof/smoke.ts'
import { isEndpoint, isScheduled, takesKey } from '#kernel/http/contract.ts'
import { entries } from '#test/infra/cloud/synthesized.ts'
import { inProcess } from '#test/support/in-process.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { freshTable } from '#test/support/table.ts'
import { home, useWorld } from '#test/support/world.ts'

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/holdfast'
const decided = async (policy: string, call: Call): Promise<boolean> =>
  permits((JSON.parse(policy) as { Statement: Statement[] }).Statement, call, TABLE)

const world = useWorld()

describe('prove:iam', () => {
  test('has recorded calls of every function that has access to the table', () => {
    const recorded = new Set(recordedCalls().map(({ operation }) => operation))
    for (const entry of entries) {
      const keyed = isEndpoint(entry) && takesKey(entry)
      const calls = Object.keys(entry.access).length > 0 || keyed || (!isEndpoint(entry) && isScheduled(entry))
      if (calls)
        expect(recorded, `run the tests with RECORD_CALLS=<file>: ${entry.operation}`).toContain(entry.operation)
    }
  })

  test('finds nothing while IAM decides as its documentation says', async () => {
    const { asked, wrong } = await prove(recordedCalls(), decided)
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(1000)
  })

  test('finds an IAM that allows too much, and one that allows too little', async () => {
    const calls = recordedCalls().filter(({ operation }) => operation === 'wallet.deposit')
    const lax = await prove(calls, async () => true)
    expect(new Set(lax.wrong.map(({ expected }) => expected))).toEqual(new Set(['denied']))
    const strict = await prove(calls, async (policy, call) => call.enclosing === undefined && decided(policy, call))
    expect(strict.wrong.map(({ call }) => call.action)).toContain('UpdateItem')
  })

  test('asks IAM with keys and the enclosing operation, and reads its answer', async () => {
    const forms: URLSearchParams[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      forms.push(form)
      const decision = form.get('ActionNames.member.1') === 'dynamodb:GetItem' ? 'allowed' : 'implicitDeny'
      const member = `<member><EvalActionName>x</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`
      const result = `<SimulateCustomPolicyResult><EvaluationResults>${member}</EvaluationResults></SimulateCustomPolicyResult>`
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<SimulateCustomPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${result}</SimulateCustomPolicyResponse>`,
        )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const ask = simulator({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials })
    const keys = ['ACCOUNT#x', 'USER#x']
    expect(await ask('{}', { operation: 'wallet.x', action: 'GetItem', keys })).toBe(true)
    expect(await ask('{}', { operation: 'wallet.x', action: 'PutItem', keys, enclosing: 'TransactWriteItems' })).toBe(
      false,
    )
    expect(await ask('{}', { operation: 'wallet.x', action: 'Query', index: 'list', keys })).toBe(false)
    expect(Object.fromEntries(forms[1] ?? [])).toMatchObject({
      'ResourceArns.member.1': TABLE,
      'ContextEntries.member.1.ContextKeyName': 'dynamodb:LeadingKeys',
      'ContextEntries.member.1.ContextKeyType': 'stringList',
      'ContextEntries.member.1.ContextKeyValues.member.2': 'USER#x',
      'ContextEntries.member.2.ContextKeyName': 'dynamodb:EnclosingOperation',
    })
    expect(forms[2]?.get('ResourceArns.member.1')).toBe(`${TABLE}/index/list`)
    server.close()
  })

  test('allows what requests ask that meet under one key, and go together with others', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'holdfast-calls-')), 'calls.jsonl')
    const { as, path } = await accountHolder(world, 0)
    process.env['RECORD_CALLS'] = file
    onTestFinished(() => {
      delete process.env['RECORD_CALLS']
      rmSync(dirname(file), { recursive: true })
    })
    const body = { amount: 100, information: '' }
    const deposits = Array.from({ length: 24 }, (_, at) => as.api.wallet.deposit({ path, key: `k${at % 6}`, body }))
    expect((await Promise.all(deposits)).map(({ status }) => status)).toEqual(Array(24).fill(201))
    const calls: Call[] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(calls.map(({ action }) => action)).toContain('BatchGetItem')
    expect((await prove(calls, decided)).wrong).toEqual([])
  })

  test('has one kind of call for many calls', () => {
    const call = (pk: string): Call => kindOf('wallet.deposit', { action: 'GetItem', keys: [pk] })
    expect(call('ACCOUNT#account_1')).toEqual(call('ACCOUNT#account_2'))
    expect(call('RECEIPT#user_1#wallet.deposit#my#key').keys).toEqual(['RECEIPT#x#wallet.deposit#x'])
    expect(call('JOB#matches.sweepSeats').keys).toEqual(['JOB#matches.sweepSeats'])
  })
})

describe('probe', () => {
  /** A table under the policy of the probe, as DynamoDB would hold it. */
  const sceneUnder = async (isAllowed: (ask: Ask) => boolean) => {
    const { client, name: tableName } = await freshTable(home())
    const { send } = client
    const held = Object.create(client, {
      send: {
        value: async (command: Command) => {
          if (asksOf(command).every(isAllowed)) return Reflect.apply(send, client, [command])
          throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })
        },
      },
    })
    return { client: held as DynamoDBDocumentClient, tableName }
  }

  test('finds everything as expected where DynamoDB decides as its documentation says', async () => {
    const scene = await sceneUnder((ask) => permits(probed('table'), ask))
    const lines: string[] = []
    const all = await runChecks(scene, ({ check }) => lines.push(check.what))
    expect(all.filter(({ check, found }) => found !== check.expected)).toEqual([])
    expect(lines).toHaveLength(checks.length)
    expect(new Set(checks.map(({ expected }) => expected)).size).toBe(2)
  })

  test('finds a DynamoDB that allows everything', async () => {
    const all = await runChecks(await sceneUnder(() => true), () => {})
    const wrong = all.filter(({ check, found }) => found !== check.expected)
    expect(wrong.map(({ check }) => check.what)).toEqual(
      checks.filter(({ expected }) => expected === 'denied').map(({ what }) => what),
    )
  })

  test('stops at an error that is no decision', async () => {
    const broken = { send: async () => Promise.reject(new Error('no table')) } as unknown as DynamoDBDocumentClient
    await expect(runChecks({ client: broken, tableName: 't' }, () => {})).rejects.toThrow('no table')
  })
})

describe('smoke', () => {
  /** The bucket of this world does not answer. */
  const fetch: typeof inProcess = async (...given) =>
    String(given[0]).includes('/health')
      ? new Response('{"status":"ok","version":"0.1.0"}', { headers: { 'content-type': 'application/json' } })
      : inProcess(...given)
  test('runs the README’s session, and leaves a sound table', async () => {
    const lines: string[] = []
    await smoke('http://api.test', (line) => lines.push(line), fetch)
    expect(lines.at(-1)).toBe('ok    the match is cancelled: 200')
    expect(lines).toContain('ok    4 users apply at once for 3 seats: 201, 201, 201, 409')
    expect((await world.table.audit()).violations).toEqual([])
    // Where mails are sent, an address without a mailbox would count as a bounce of the sender.
    const emails = (await world.table.items()).flatMap(({ email }) => (String(email).includes('smoke') ? [email] : []))
    expect(emails.length).toBeGreaterThanOrEqual(5)
    for (const email of emails) expect(email).toMatch(/^success\+smoke_\w+@simulator\.amazonses\.com$/)
  })

  test('runs where operators deposit and pay out, as a deployment does by default', async () => {
    Object.assign(process.env, { DEPOSITS: 'operator', WITHDRAWALS: 'request' })
    try {
      const lines: string[] = []
      await smoke('http://api.test', (line) => lines.push(line), fetch)
      expect(lines).toContain('ok    a deposit, which is for operators: 403')
      expect(lines.at(-1)).toBe('ok    the match is cancelled: 200')
    } finally {
      for (const name of ['DEPOSITS', 'WITHDRAWALS']) delete process.env[name]
    }
  })

  test('stops at the first answer that is not as expected', async () => {
    const twice: typeof inProcess = async (...given) => {
      const answer = await fetch(...given)
      return String(given[0]).endsWith('/payouts') ? new Response('{}', { status: 201 }) : answer
    }
    await expect(smoke('http://api.test', () => {}, twice)).rejects.toThrow('a payout of more: 201 in place of 409')
  })
})
