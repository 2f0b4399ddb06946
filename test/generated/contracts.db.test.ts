// The contract suite over all contracts: a new endpoint is included automatically.

import { describe, expect, test } from 'vitest'
import { announcements } from '#functions/announcements.ts'
import { isKnown } from '#functions/spaces.ts'
import { Events } from '#kernel/data/outbox.ts'
import { takesKey } from '#kernel/http/contract.ts'
import { prepared } from '#kit/testing/call.ts'
import { runCases } from '#kit/testing/case.ts'
import { contractSuite, isList } from '#kit/testing/contract-suite.ts'
import { cases, send } from '#test/support/call.ts'
import { newWorld, useWorld } from '#test/support/world.ts'

useWorld()

// One for each case: most look at all that is stored.
runCases(contractSuite(cases, newWorld), { describe, test })

test('a key is taken by every write but those of /auth, whose tokens are never stored, and the webhook', () => {
  const without = cases.filter(({ endpoint }) => !endpoint.route.startsWith('GET ') && !takesKey(endpoint))
  expect(without.map(({ name }) => name)).toEqual([
    'users.createTokens',
    'users.refreshTokens',
    'users.logout',
    'users.verifyEmail',
    'users.requestPasswordReset',
    'users.resetPassword',
    'billing.takeTossWebhook',
  ])
})

test('lists are found', () => expect(cases.filter(({ endpoint }) => isList(endpoint)).length).toBeGreaterThan(4))

test('an unknown path is 404', async () => {
  const unknown = await send({ route: 'GET /nowhere/at/all' }, {})
  expect([unknown.status, unknown.body.code, unknown.headers.get('content-type')]).toEqual([
    404,
    'not-found',
    'application/problem+json',
  ])
})

test('the audit knows the kind and version of everything that the examples stored', async () => {
  const world = await newWorld()
  for (const { endpoint, example } of cases) await send(endpoint, prepared(await example(world)))
  const items = await world.table.items()
  expect(items.length).toBeGreaterThan(100)
  expect(items.filter((item) => !isKnown(item)).map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([])
})

test('every event that the examples tell has the data that its type declares', async () => {
  const specs = Object.values(announcements).flatMap((all) => all.map(({ spec }) => [spec.type, spec.data] as const))
  const declared = new Map(specs)
  const unlike = new Set<string>()
  for (const { endpoint, example } of cases) {
    const world = await newWorld()
    await send(endpoint, prepared(await example(world)))
    for (const item of await world.table.items())
      if (Events.is(item))
        for (const { type, data } of item.events) {
          const { error } = declared.get(type)?.safeParse(data) ?? {}
          if (error) unlike.add(`${type}: ${error.issues.map(({ path }) => path.join('/'))}`)
        }
  }
  expect([...unlike]).toEqual([])
})
