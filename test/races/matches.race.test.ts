// Concurrent applications for the seats of one match.

import { expect, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import type { User } from '#test/support/people.ts'
import { hosted } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const crowd = (size: number): Promise<User[]> => Promise.all(Array.from({ length: size }, () => world.stranger()))

test('180 requests of 60 users for 18 seats: 18 seats, one a user, and every other answer a 409', {
  timeout: 60_000,
}, async () => {
  const { path, as } = await hosted(world, 0, 18)
  const players = await crowd(60)
  const answers = await Promise.all(
    [...players, ...players, ...players].map(async (player) => ({
      player,
      answer: await player.api.matches.applyToMatch({ path }),
    })),
  )
  const seats = answers.filter(({ answer }) => answer.ok)
  expect(seats).toHaveLength(18)
  expect(new Set(seats.map(({ player }) => player.userId)).size).toBe(18)
  const others = answers.filter(({ answer }) => !answer.ok).map(({ answer }) => `${answer.status} ${answer.code}`)
  expect([...new Set(others)].filter((code) => !['409 match-full', '409 already-applied'].includes(code))).toEqual([])
  const match = await as.api.matches.getMatch({ path })
  expect(match.ok && match.body.playerCount).toBe(18)
  expect((await world.table.audit()).violations).toEqual([])
})

test('cancels in between never push the count over, nor leave it wrong', { timeout: 60_000 }, async () => {
  const random = seeded(seedOfRun)
  const { path, as } = await hosted(world, 0, 5)
  const players = await crowd(25)
  const answers = await Promise.all(
    players.flatMap((player) =>
      Array.from({ length: 6 }, () =>
        random() < 0.55 ? player.api.matches.applyToMatch({ path }) : player.api.matches.withdrawFromMatch({ path }),
      ),
    ),
  )
  const codes = new Set(answers.map(({ status, code }) => `${status} ${code ?? 'ok'}`))
  const allowed = ['201 ok', '204 ok', '409 match-full', '409 already-applied', '404 application-not-found', '503 busy']
  expect(
    [...codes].filter((code) => !allowed.includes(code)),
    `seed ${seedOfRun}`,
  ).toEqual([])
  const [match, seats] = [await as.api.matches.getMatch({ path }), await as.api.matches.listApplications({ path })]
  if (!match.ok || !seats.ok) throw new Error('the host cannot look')
  expect(match.body.playerCount).toBe(seats.body.items.length)
  expect(match.body.playerCount).toBeLessThanOrEqual(5)
  expect((await world.table.audit()).violations).toEqual([])
})

test('a cancel among applications and withdrawals leaves no seat after the sweep, and the audit has no doubt', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { path, as } = await hosted(world, 0, 18)
    const players = await crowd(8)
    await Promise.all(players.slice(0, 6).map(({ api }) => api.matches.applyToMatch({ path })))
    await Promise.all([
      ...players.slice(0, 6).map(({ api }) => api.matches.withdrawFromMatch({ path })),
      ...players.slice(6).map(({ api }) => api.matches.applyToMatch({ path })),
      as.api.matches.cancelMatch({ path }),
    ])
    await sweepSeats({}, { awsRequestId: 'race' })
    const match = await as.api.matches.getMatch({ path })
    expect(match.ok && [match.body.status, match.body.playerCount]).toEqual(['CANCELLED', 0])
  }
  expect((await world.table.audit()).violations).toEqual([])
})

test('of changes at once each reply is a state that was: the last of them shows them all', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { path, as } = await hosted(world)
    const answers = await Promise.all([
      as.api.matches.changeMatch({ path, body: { title: 'A' } }),
      as.api.matches.changeMatch({ path, body: { venue: 'B' } }),
      as.api.matches.changeMatch({ path, body: { maxPlayerCount: 7 } }),
    ])
    const seen = answers.map(
      (answer) => answer.ok && [answer.body.title, answer.body.venue, answer.body.maxPlayerCount].join(),
    )
    expect(seen).toContain('A,B,7')
  }
})

test('who has neither a seat nor a place is told so, however many write the match', async () => {
  const { path } = await hosted(world, 0, 5)
  const { api } = await world.stranger()
  // As the store refuses to read at one moment what transactions hold.
  world.fails((command) =>
    command === 'TransactGetItems'
      ? () => Promise.reject(Object.assign(new Error('held'), { name: 'TransactionCanceledException' }))
      : undefined,
  )
  const answers = [await api.matches.withdrawFromMatch({ path }), await api.matches.leaveWaitingList({ path })]
  world.fails(undefined)
  expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual([
    '404 application-not-found',
    '404 not-waiting',
  ])
})
