// The IAM grants on this machine: a call that the deployed function could not make is refused here too, and nothing is written.

import { isDeepStrictEqual } from 'node:util'
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Context } from 'aws-lambda'
import { describe, expect, inject, test, vi } from 'vitest'
import { handler as applyToMatch } from '#functions/matches/apply-to-match.ts'
import { matches } from '#functions/matches/contract.ts'
import { handler as listMatches } from '#functions/matches/list-matches.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { handler as auditTable } from '#functions/ops/audit-table.ts'
import { ops } from '#functions/ops/contract.ts'
import { type Spaces, spaces } from '#functions/spaces.ts'
import { contextOf } from '#infra/local/context.ts'
import { serve } from '#infra/local/gateway.ts'
import { AccessDenied, heldToPolicy } from '#infra/local/policy.ts'
import type { Endpoint, Job } from '#kernel/http/contract.ts'
import { takesKey } from '#kernel/http/contract.ts'
import { log } from '#kernel/http/log.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'
import { prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { hosted } from '#test/support/prepared.ts'
import { useWorld, useWorlds } from '#test/support/world.ts'

// A job has a client of its own, which finds the table on the engine.
const world = useWorld(inject('endpoint'))

/** A gateway over HTTP with one endpoint, checked against a given contract. */
const asked = async (endpoint: Endpoint, handler: LambdaHandler, owned: Spaces, path: string, token?: string) => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
  const gateway = await serve({ entries: [{ endpoint, handler: heldToPolicy(endpoint, handler, owned) }], port: 0 })
  const [method] = endpoint.route.split(' ') as [string]
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  })
  await gateway.close()
  const lines = logged.mock.calls.map((call) => JSON.stringify(call))
  logged.mockRestore()
  return { status: response.status, logged: lines.join('\n') }
}

describe('the gateway', () => {
  const apply = async (endpoint: Endpoint, owned = spaces) => {
    const { path } = await hosted(world)
    const { token } = await world.stranger()
    const before = await world.table.items()
    const answer = await asked(endpoint, applyToMatch, owned, `/matches/${path.matchId}/applications`, token)
    return { ...answer, changed: !isDeepStrictEqual(await world.table.items(), before) }
  }

  test('lets through what the contract declares', async () =>
    expect(await apply(matches.applyToMatch)).toEqual({ status: 201, logged: '', changed: true }))

  test('refuses a write whose access was taken away, and says what is missing', async () => {
    const { status, logged, changed } = await apply({
      ...matches.applyToMatch,
      access: { matches: 'read' },
    } as Endpoint)
    expect([status, changed]).toEqual([500, false])
    expect(logged).toMatch(/matches\.applyToMatch may not UpdateItem MATCH#match_\w+: functions\/matches\/contract\.ts/)
  })

  test('refuses a write whose prefix was taken away', async () => {
    const owned = { ...spaces, matches: { prefixes: ['APPLICANT', 'MATCHES', 'DUE_MATCH'] } }
    const { status, logged, changed } = await apply(matches.applyToMatch, owned)
    expect([status, changed]).toEqual([500, false])
    expect(logged).toContain('matches.applyToMatch may not BatchGetItem MATCH#')
  })

  test('refuses an index that is not declared', async () => {
    const { indexes: _, ...without } = matches.listMatches
    const { status, logged } = await asked(without as Endpoint, listMatches as LambdaHandler, spaces, '/matches')
    expect(status).toBe(500)
    expect(logged).toContain('may not Query MATCHES#ALL in the index list')
  })
})

describe('a job', () => {
  const run = (
    entry: Job,
    handler: (event: unknown, context: Context) => Promise<unknown>,
    changes: Partial<Job> = {},
  ) => heldToPolicy({ ...entry, ...changes } as Job, handler)({}, contextOf(entry.operation))

  test('runs under its policy', async () => {
    await run(matches.sweepSeats, sweepSeats)
    expect(await run(ops.auditTable, auditTable)).toMatchObject({ ran: true, violations: 0 })
  })

  test('does not scan without leave, not even by a client of its own', async () => {
    world.passes(48 * 60 * 60 * 1000)
    const { scans: _, ...without } = ops.auditTable
    const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
    await expect(heldToPolicy(without as Job, auditTable)({}, contextOf('ops.auditTable'))).rejects.toThrow(
      'ops.auditTable may not Scan the whole table',
    )
    logged.mockRestore()
  })
})

describe('a call of the client', () => {
  const inside = <T>(work: () => Promise<T>): Promise<T> => heldToPolicy(matches.applyToMatch, work)()

  test('is judged within a handler, and nowhere else', async () => {
    const { client, name: TableName } = world.table
    const foreign = new GetCommand({ TableName, Key: { pk: 'CHATROOM#chat_1', sk: 'CHATROOM' } })
    await expect(inside(() => client.send(foreign))).rejects.toThrow(AccessDenied)
    await expect(client.send(foreign)).resolves.toBeDefined()
    await expect(inside(() => client.send(new ScanCommand({ TableName })))).rejects.toThrow('may not Scan')
  })

  test('writes in a transaction or not at all', async () => {
    const { client, name: TableName } = world.table
    const write = new PutCommand({ TableName, Item: { pk: 'MATCH#match_1', sk: 'MATCH' } })
    await expect(inside(() => client.send(write))).rejects.toThrow(
      'may not PutItem MATCH#match_1 outside of a transaction',
    )
  })
})

describe('every endpoint', () => {
  const world = useWorlds()
  test.each(cases)('$name does under its own policy what its example asks', async ({ endpoint, example }) => {
    const sent = { ...prepared(await example(world)), ...(takesKey(endpoint) ? { key: 'policy' } : {}) }
    const logged = vi.spyOn(log, 'error')
    const answer = await send(endpoint, sent)
    expect(logged.mock.calls).toEqual([])
    logged.mockRestore()
    expect(answer.status, answer.text).toBe(endpoint.reply[0])
  })
})
