// The sample events fit the contracts that they are made from, and are taken by the functions they are for.

import { readdirSync } from 'node:fs'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { EVENTS, events } from '#infra/docs/events.ts'
import { contextOf } from '#infra/local/context.ts'
import { load } from '#infra/local/load.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const root = new URL('../../', import.meta.url)
const all = events().map((one) => ({ name: one.endpoint.operation, one }))
const handlers = load().then(
  ({ entries }) => new Map(entries.map((entry) => [entry.endpoint.operation, entry.handler])),
)

test('there is one for each endpoint, and no other', () => {
  const files = readdirSync(new URL(EVENTS, root)).filter((file) => file.endsWith('.json'))
  expect(files.map((file) => EVENTS + file).sort(), 'run npm run derive').toEqual(all.map(({ one }) => one.path).sort())
})

describe('the event', () => {
  test.each(all)('of $name fits its contract', ({ one: { endpoint, sample } }) => {
    if (endpoint.body) expect(z.safeParse(endpoint.body, sample.body).error?.issues ?? []).toEqual([])
    if (endpoint.query) expect(z.safeParse(endpoint.query, sample.query).error?.issues ?? []).toEqual([])
    for (const [name, { schema }] of Object.entries(endpoint.path ?? {}))
      expect(z.safeParse(schema, sample.path[name]).success, name).toBe(true)
  })

  test.each(all)('of $name is taken, with a token put in', async ({ name, one: { endpoint, event } }) => {
    const { token } = typeof endpoint.auth === 'object' ? await world.stranger('OPERATOR') : await world.register()
    const ready = JSON.parse(JSON.stringify(event).replace('ACCESS_TOKEN', token)) as APIGatewayProxyEventV2
    const answer = await (await handlers).get(name)?.(ready, contextOf(name))
    const body = answer?.headers?.['content-type'] === 'application/problem+json' ? JSON.parse(answer.body ?? '') : {}
    // Nothing is stored yet, so what it names may be missing; what it says is understood.
    const codes = [undefined, ...endpoint.fails.map(({ code }) => code)]
    expect(codes, answer?.body).toContain(body.code)
  })
})
