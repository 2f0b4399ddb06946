// Many at once for the seats of one match.

import { expect, test } from 'vitest'
import { hosted } from '../examples.ts'
import type { User } from '../support/people.ts'
import { seeded, seedOfRun } from '../support/seed.ts'
import { useWorld } from '../support/world.ts'

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
