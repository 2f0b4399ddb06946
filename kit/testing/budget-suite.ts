// The budget suite: no endpoint's example costs more than its contract says.

import assert from 'node:assert/strict'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import type { Budget, Endpoint } from '#kernel/http/contract.ts'
import { prepared, send } from './call.ts'
import type { Case } from './case.ts'
import type { Example, Exemplified } from './example.ts'
import type { World } from './world.ts'

export interface Cost extends Budget {
  readonly status: number
  readonly code: string | undefined
}

/** What one call costs. It has a key only where one must be given: where it is optional, the receipt is the caller's choice. */
export const measure = async <W extends World>(endpoint: Endpoint, example: Example<W>, world: W): Promise<Cost> => {
  const ready = prepared(await example(world))
  let cost: Budget = { trips: 0, read: 0, write: 0 }
  bindRuntime({
    observe: ({ meter }) => {
      cost = { trips: meter.trips, read: meter.read, write: meter.write }
    },
  })
  const key = endpoint.idempotency === 'required' ? { key: 'budget' } : {}
  const { status, body } = await send(endpoint, { ...ready, ...key }, world.fetch)
  bindRuntime({ observe: () => {} })
  return { ...cost, status, code: body.code }
}

/** @param world may be the same for all cases */
export const budgetSuite = <W extends World>(all: readonly Exemplified<W>[], world: () => W | Promise<W>): Case[] =>
  all.map(({ endpoint, example }) => ({
    group: 'the budget',
    name: `${endpoint.operation} keeps it`,
    run: async () => {
      const cost = await measure(endpoint, example, await world())
      for (const unit of ['trips', 'read', 'write'] as const) {
        const says = `${endpoint.operation} took ${cost[unit]} ${unit}; the budget in the contract of ${endpoint.module} allows ${endpoint.budget[unit]}`
        assert.ok(cost[unit] <= endpoint.budget[unit], says)
      }
    },
  }))
