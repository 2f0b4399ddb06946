// The sweeper of seats: turns on one match share transactions.

import { expect, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { ok } from '#test/support/ok.ts'
import { hosted } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const SEATS = 16

test('lapsed seats of one match are given back in fewer transactions than seats', async () => {
  const { as, path } = await hosted(world, 5000, SEATS)
  for (let seat = 0; seat < SEATS; seat += 1) {
    const { api } = await world.stranger()
    ok(await api.matches.applyToMatch({ path }))
  }
  world.passes(11 * 60_000)
  let transactions = 0
  world.fails((command) => {
    if (command === 'TransactWriteItems') transactions += 1
    return undefined
  })
  expect(await sweepSeats({}, { awsRequestId: 'sweep' })).toMatchObject({ lapsed: SEATS })
  world.fails(undefined)
  expect(transactions).toBeLessThan(SEATS / 2)
  expect(ok(await as.api.matches.getMatch({ path })).playerCount).toBe(0)
  expect((await world.table.audit()).violations).toEqual([])
})
