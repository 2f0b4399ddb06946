// The cost of one call of each endpoint: round trips, read units, write units, on success and on a refusal.

import type { Budget } from '#kernel/http/contract.ts'
import { type Cost, measure } from '#kit/testing/budget-suite.ts'
import { bill, decide, largest } from '#test/examples/billing.ts'
import type { Example } from '#test/examples/example.ts'
import { inEveryGroup } from '#test/examples/friends.ts'
import { cases } from '#test/support/call.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import { awaited, hosted } from '#test/support/prepared.ts'

export interface Row {
  readonly name: string
  readonly budget: Budget
  readonly success: Cost
  readonly refusal?: Cost
}

/** Calls that cost more than the endpoint's example, with what they may cost. */
const besides: readonly { name: string; operation: string; example: Example; budget: Budget }[] = [
  {
    name: 'matches.applyToMatch with a fee',
    operation: 'matches.applyToMatch',
    example: async (world) => ({ as: await world.stranger(), path: (await hosted(world, 1000)).path }),
    budget: { trips: 3, read: 4, write: 17 },
  },
  {
    name: 'matches.applyToMatch to a full match of 18',
    operation: 'matches.applyToMatch',
    example: async (world) => ({ as: await world.stranger(), path: (await awaited(world, 0, 0, 18)).path }),
    // Seats with an expired hold are looked for. The match, the seat and the host's block are then read at one moment.
    budget: { trips: 3, read: 11, write: 0 },
  },
  {
    name: 'matches.withdrawFromMatch while a person waits',
    operation: 'matches.withdrawFromMatch',
    example: async (world) => {
      const { player: as, path } = await awaited(world)
      return { as, path }
    },
    // Of the first person: the list, the seat, the place, and that the account is open and not blocked.
    budget: { trips: 4, read: 5, write: 24 },
  },
  {
    name: 'matches.withdrawFromMatch while 50 wait for a seat with a fee',
    operation: 'matches.withdrawFromMatch',
    example: async (world) => {
      const { player: as, path } = await awaited(world, 50, 1000)
      return { as, path }
    },
    // The list of 50 has 4 KB. Beside the seat, its holds and takes are counted.
    budget: { trips: 4, read: 7, write: 35 },
  },
  {
    name: 'matches.joinWaitingList as the 50th, with a fee',
    operation: 'matches.joinWaitingList',
    example: async (world) => ({ as: await world.stranger(), path: (await awaited(world, 49, 1000)).path }),
    budget: { trips: 3, read: 7, write: 25 },
  },
  {
    name: 'friends.endFriendship of 20',
    operation: 'friends.endFriendship',
    example: async (world) => {
      const { as, path } = await inEveryGroup(world)
      return { as, path }
    },
    budget: { trips: 2, read: 3, write: 92 },
  },
  {
    name: 'billing.createBilling of 10',
    operation: 'billing.createBilling',
    example: largest,
    // Of each match also how often the caller took a seat there, and that its host has not blocked them.
    budget: { trips: 4, read: 34, write: 149 },
  },
  {
    name: 'billing.cancelBilling of 10',
    operation: 'billing.cancelBilling',
    example: async (world) => {
      const { as, body } = await largest(world)
      const { path } = await bill(as, body)
      const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
      ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
      return { as, path, body: { reason: 'rain' } }
    },
    // The takes that were paid for no longer count.
    budget: { trips: 8, read: 47, write: 190 },
  },
]

/** One an endpoint, in the order of the API, then those besides. */
export const priced: readonly { name: string; measured: (world: World) => Promise<Row> }[] = [
  ...cases.map(({ name, endpoint, example, refusal }) => ({
    name,
    measured: async (world: World) => ({
      name,
      budget: endpoint.budget,
      success: await measure(endpoint, example, world),
      ...(refusal ? { refusal: await measure(endpoint, refusal, world) } : {}),
    }),
  })),
  ...besides.map(({ name, operation, example, budget }) => ({
    name,
    measured: async (world: World) => {
      const endpoint = cases.find((one) => one.name === operation)?.endpoint
      if (!endpoint) throw new Error(`no endpoint ${operation}`)
      return { name, budget, success: await measure(endpoint, example, world) }
    },
  })),
]

export const costs = async (world: World): Promise<Row[]> => {
  const rows: Row[] = []
  for (const { measured } of priced) rows.push(await measured(world))
  return rows
}
