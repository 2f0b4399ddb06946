// The audit's schedule: once a day, on request, and never two at a time.

import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { AuditProgress, AuditRequest, LastAudit } from '#domain/ops/items.ts'
import { handler } from '#functions/ops/audit-table.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld(inject('endpoint'))
const MINUTE = 60_000
const run = () => handler({}, { awsRequestId: 'test' }) as Promise<{ ran: boolean }>
afterEach(() => world.fails(undefined))

test('one a day, and one more on request', async () => {
  expect(await run()).toMatchObject({ ran: true, violations: 0 })
  world.passes(MINUTE)
  expect(await run()).toEqual({ ran: false })
  const operator = await world.stranger('OPERATOR')
  expect((await operator.api.ops.requestAudit({})).status).toBe(202)
  expect(await run()).toMatchObject({ ran: true })
  world.passes(24 * 60 * MINUTE - 1000)
  expect(await run()).toEqual({ ran: false })
  world.passes(1000)
  expect(await run()).toMatchObject({ ran: true })
})

test('the run that comes while one is under way leaves the table alone; what is asked meanwhile is done afterwards', async () => {
  world.passes(MINUTE)
  const operator = await world.stranger('OPERATOR')
  expect((await operator.api.ops.requestAudit({})).status).toBe(202)
  let writes = 0
  world.fails(async (command) => {
    if (command !== 'TransactWriteItems') return undefined
    writes += 1
    // The first write stores the start, the second the findings.
    if (writes !== 2) return undefined
    world.passes(MINUTE)
    expect(await run()).toEqual({ ran: false })
    expect((await operator.api.ops.requestAudit({})).status).toBe(202)
    expect(await run()).toEqual({ ran: false })
    return undefined
  })
  expect(await run()).toMatchObject({ ran: true })
  expect(await run()).toMatchObject({ ran: true })
  expect(await run()).toEqual({ ran: false })
})

test('one that never ended keeps the next waiting for a quarter of an hour', async () => {
  const { pk, sk } = AuditRequest.key()
  world.passes(24 * 60 * MINUTE)
  await world.table.store([{ pk, sk, beganAt: world.now() }])
  world.passes(14 * MINUTE)
  expect(await run()).toEqual({ ran: false })
  world.passes(MINUTE)
  expect(await run()).toMatchObject({ ran: true })
})

describe('an audit that takes longer than a run may', () => {
  const stored = async (key: { pk: string; sk: string }) =>
    (await world.table.items()).find(({ pk, sk }) => pk === key.pk && sk === key.sk)
  const usual = {
    elapsed: () => performance.now(),
    patientClient: (tries: number) => documentClient(inject('endpoint'), tries),
  }
  /** From now on, a page takes a quarter of an hour. */
  const slow = () => {
    let past = 0
    const patientClient = (tries: number) => {
      const client = usual.patientClient(tries)
      const { send } = client
      const slowly = async (command: ScanCommand) => {
        if (command instanceof ScanCommand) past += 15 * MINUTE
        return Reflect.apply(send, client, [command])
      }
      return Object.assign(client, { send: slowly })
    }
    bindRuntime({ elapsed: () => performance.now() + past, patientClient })
  }
  afterEach(() => bindRuntime(usual))

  test('stores where it is, and the next run goes on from there', async () => {
    await world.register()
    world.passes(24 * 60 * MINUTE)
    const before = await stored(LastAudit.key())
    slow()
    expect(await run()).toMatchObject({ ran: true, goesOn: true })
    const progress = await stored(AuditProgress.key())
    expect(progress).toMatchObject({ paused: true })
    expect(await stored(LastAudit.key())).toEqual(before)
    bindRuntime(usual)
    world.passes(MINUTE)
    // The run before ended in order, so nothing is waited for.
    const report = await run()
    expect(report).toMatchObject({ ran: true, violations: 0, unsettled: 0 })
    expect(await stored(AuditProgress.key())).toBeUndefined()
    const last = await stored(LastAudit.key())
    expect(last?.['startedAt']).toBe(progress?.['startedAt'])
    expect(await run()).toEqual({ ran: false })
  })

  test('goes on after a crash, once the run must have ended', async () => {
    await world.register()
    world.passes(24 * 60 * MINUTE)
    slow()
    expect(await run()).toMatchObject({ goesOn: true })
    const progress = await stored(AuditProgress.key())
    // As if the run had crashed after its last checkpoint.
    await world.table.store([{ ...progress, paused: false }])
    bindRuntime(usual)
    world.passes(14 * MINUTE)
    expect(await run()).toEqual({ ran: false })
    world.passes(MINUTE)
    expect(await run()).toMatchObject({ ran: true, violations: 0 })
    expect((await stored(LastAudit.key()))?.['startedAt']).toBe(progress?.['startedAt'])
  })
})
