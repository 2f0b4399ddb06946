// Write mutants of every endpoint and job that writes: each write of a transaction is load-bearing.

import { describe, expect, test } from 'vitest'
import { runCases } from '#kit/testing/case.ts'
import { type Deed, deedOf, type Scenario, type Unmissed, writeMutants } from '#kit/testing/write-mutants.ts'
import { examples } from '#test/examples/api.ts'
import type { Scenarios } from '#test/examples/example.ts'
import { cases } from '#test/support/call.ts'
import type { World } from '#test/support/people.ts'
import { newWorld } from '#test/support/world.ts'

interface Told {
  readonly scenarios?: Scenarios
  readonly unmissed?: Unmissed
}

const byModule: Readonly<Record<string, Told>> = examples

const place = (module: string, name: string) => ({
  module,
  name,
  unmissed: byModule[module]?.unmissed?.[name] ?? {},
  file: `test/examples/${module}.ts`,
})

const ofEndpoints: Scenario<World>[] = cases
  .filter(({ endpoint }) => Object.values(endpoint.access).includes('write'))
  // The writes of the redirect; for an open payment there are none.
  .filter(({ name }) => name !== 'billing.takeTossWebhook')
  .map(({ endpoint, example }) => ({
    ...place(endpoint.module, endpoint.name),
    prepare: async (world) => deedOf(endpoint, await example(world), 'once', world.fetch),
  }))

const besides: Scenario<World>[] = Object.entries(byModule).flatMap(([module, { scenarios = {} }]) =>
  Object.entries(scenarios).map(([name, prepares]) => ({
    ...place(module, name),
    prepare: async (world: World): Promise<Deed> => {
      const scenario = await prepares(world)
      if ('endpoint' in scenario)
        return deedOf(scenario.endpoint, scenario, scenario.keyless ? undefined : 'once', world.fetch)
      const run = async () => {
        await scenario.job()
        return { status: 200, body: {} }
      }
      return { run, keyed: false, shows: undefined }
    },
  })),
)

const scenarios = [...ofEndpoints, ...besides]
runCases(writeMutants(scenarios, newWorld), { describe, test })

test('no reason is given for a scenario that does not exist', () => {
  const known = new Set(scenarios.map(({ module, name }) => `${module}.${name}`))
  const given = Object.entries(byModule).flatMap(([module, { unmissed = {} }]) =>
    Object.keys(unmissed).map((name) => `${module}.${name}`),
  )
  expect(
    given.filter((name) => !known.has(name)),
    'under unmissed in test/examples',
  ).toEqual([])
})
