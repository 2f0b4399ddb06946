// The audit's schedule: once a day, on request, and never two at a time.

import { afterEach, expect, inject, test } from 'vitest'
import { AuditRequest } from '#domain/ops/items.ts'
import { handler } from '#functions/ops/audit-table.ts'
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
