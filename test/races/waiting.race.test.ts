// Waiting lists and invitations under concurrent requests: one promotion a seat, in order, and no free seat beside a person who waits.

import { expect, test } from 'vitest'
import { Seat } from '#domain/matches/items.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { invited } from '#test/examples/matches.ts'
import { knowPasswords } from '#test/explore/acts.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User } from '#test/support/people.ts'
import { awaited, matchBody } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { eventsIn } from '#test/support/told.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
type Path = { readonly matchId: string }
const match = async (path: Path) => ok(await world.api.matches.getMatch({ path }))
const sound = async (about: string) => expect((await world.table.audit()).violations, about).toEqual([])
const seated = async ({ matchId }: Path): Promise<string[]> =>
  (await world.table.items())
    .filter((item) => Seat.is(item) && item.matchId === matchId)
    .map((item) => String(item['userId']))
const promoted = async ({ matchId }: Path) =>
  eventsIn(await world.table.items(), matchId)
    .filter(({ type }) => type === 'waitlist.promoted')
    .map(({ data }) => data['userId'])
const coded = ({ status, code }: { status: number; code?: string | undefined }) => `${status} ${code ?? 'ok'}`

test('18 withdrawals at once and 30 who wait: the first 18 have the seats', { timeout: 120_000 }, async () => {
  const { path, players, people } = await awaited(world, 30, 0, 18)
  let transactions = 0
  world.fails((command) => {
    if (command === 'TransactWriteItems') transactions += 1
    return undefined
  })
  const answers = await Promise.all(players.map(({ api }) => api.matches.withdrawFromMatch({ path })))
  world.fails(undefined)
  const done = answers.filter(({ status }) => status === 204).length
  expect(answers.map(coded).filter((code) => !['204 ok', '503 busy'].includes(code))).toEqual([])
  expect(done).toBeGreaterThan(10)
  expect(await promoted(path)).toEqual(people.slice(0, done).map(({ userId }) => userId))
  expect(await match(path)).toMatchObject({ playerCount: 18, waitingCount: 30 - done })
  // Requests of one process that free seats of one match share transactions.
  expect(transactions).toBeLessThan(40)
  await sound('18 withdrawals')
})

test('everything at once, in any order', { timeout: 120_000 }, async () => {
  const random = seeded(seedOfRun)
  for (let round = 0; round < 6; round += 1) {
    const { host, path, players, people } = await awaited(world, 12, 0, 4)
    const late = await Promise.all([world.stranger(), world.stranger()])
    const acts = [
      ...players.map(
        ({ api }) =>
          () =>
            api.matches.withdrawFromMatch({ path }),
      ),
      ...people.slice(0, 6).map(
        ({ api }) =>
          () =>
            api.matches.leaveWaitingList({ path }),
      ),
      ...late.map(
        ({ api }) =>
          () =>
            api.matches.joinWaitingList({ path }),
      ),
      ...late.map(
        ({ api }) =>
          () =>
            api.matches.applyToMatch({ path }),
      ),
      () => host.api.matches.changeMatch({ path, body: { maxPlayerCount: 6 } }),
    ].sort(() => random() - 0.5)
    const codes = (await Promise.all(acts.map((act) => act()))).map(coded)
    const allowed = [
      ...['200 ok', '201 ok', '204 ok', '404 not-waiting', '409 match-full', '409 seats-free', '409 already-applied'],
      ...['409 already-waiting', '503 busy'],
    ]
    expect(
      codes.filter((code) => !allowed.includes(code)),
      `seed ${seedOfRun}, round ${round}`,
    ).toEqual([])
    const { playerCount, maxPlayerCount, waitingCount } = await match(path)
    expect(waitingCount === 0 || playerCount === maxPlayerCount, `seed ${seedOfRun}, round ${round}`).toBe(true)
    expect(new Set(await promoted(path)).size).toBe((await promoted(path)).length)
    await sound(`seed ${seedOfRun}, round ${round}`)
  }
})

test('a person who leaves the list while a seat comes free has the seat, or has left', async () => {
  for (let round = 0; round < 15; round += 1) {
    const { path, player, people } = await awaited(world, 2)
    const [first, second] = people as [User, User]
    const [left, freed] = await Promise.all([
      first.api.matches.leaveWaitingList({ path }),
      player.api.matches.withdrawFromMatch({ path }),
    ])
    expect(freed.status).toBe(204)
    expect(['204 ok', '404 not-waiting']).toContain(coded(left))
    expect(await seated(path)).toEqual([left.ok ? second.userId : first.userId])
    await sound(`round ${round}`)
  }
})

test('a person whose account closes, or whom the host blocks, while a seat comes free', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 8; round += 1) {
    const host = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, 0, 1) }))
    const path = { matchId }
    const player = await world.stranger()
    ok(await player.api.matches.applyToMatch({ path }))
    const first = await known(world)
    const second = await world.stranger()
    for (const { api } of [first, second]) ok(await api.matches.joinWaitingList({ path }))
    await knowPasswords(world)
    const [stopped, freed] = await Promise.all([
      round % 2 === 0
        ? first.api.users.deleteMe({ body: { currentPassword: PASSWORD } })
        : host.api.friends.blockUser({ path: { userId: first.userId } }),
      player.api.matches.withdrawFromMatch({ path }),
    ])
    expect([stopped.ok, freed.status]).toEqual([true, 204])
    const [seat] = await seated(path)
    expect([first.userId, second.userId]).toContain(seat)
    await eraseUsers({}, { awsRequestId: 'race' })
    // A seat that the person had got before goes to the next.
    if (round % 2 === 0) expect(await seated(path)).toEqual([second.userId])
    await sound(`round ${round}`)
  }
})

test('the sweeper and an application for the same expired hold: the person who waits has it', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { path, first, player } = await awaited(world, 1, 5000)
    const late = await world.stranger()
    world.passes(11 * 60_000)
    const [, applied, again] = await Promise.all([
      sweepSeats({}, { awsRequestId: 'race' }),
      late.api.matches.applyToMatch({ path }),
      player.api.matches.applyToMatch({ path }),
    ])
    expect([coded(applied), coded(again)]).toEqual(['409 match-full', '409 match-full'])
    expect(await seated(path)).toEqual([first.userId])
    await sound(`round ${round}`)
  }
})

test('accepting against the last seat, a cancellation, and a block', { timeout: 60_000 }, async () => {
  const rivals: Readonly<
    Record<string, (of: Awaited<ReturnType<typeof invited>>, other: User) => Promise<{ status: number }>>
  > = {
    'the last seat': ({ match: path }, other) => other.api.matches.applyToMatch({ path }),
    'a cancellation': ({ host, match: path }) => host.api.matches.cancelMatch({ path }),
    'a block by the sender': ({ host, as }) => host.api.friends.blockUser({ path: { userId: as.userId } }),
    'a block by the other': ({ host, as }) => as.api.friends.blockUser({ path: { userId: host.userId } }),
    'a refusal': ({ as, path }) => as.api.matches.declineInvitation({ path }),
    'an application': ({ as, match: path }) => as.api.matches.applyToMatch({ path }),
  }
  for (const [name, rival] of Object.entries(rivals))
    for (let round = 0; round < 6; round += 1) {
      const made = await invited(world)
      ok(await made.host.api.matches.changeMatch({ path: made.match, body: { maxPlayerCount: 1 } }))
      const other = await world.stranger()
      const [accepted, against] = await Promise.all([
        made.as.api.matches.acceptInvitation({ path: made.path }),
        rival(made, other),
      ])
      const about = `${name}, round ${round}: ${coded(accepted)}, ${against.status}`
      expect(accepted.status < 500 && against.status < 500, about).toBe(true)
      // Each says what the other has left.
      const { playerCount, status } = await match(made.match)
      const isSeated = (await seated(made.match)).includes(made.as.userId)
      expect(playerCount, about).toBeLessThanOrEqual(1)
      if (accepted.ok) expect(isSeated, about).toBe(true)
      else expect(['invitation-closed', 'match-full', 'blocked', 'already-applied'], about).toContain(accepted.code)
      if (name === 'a cancellation' && !accepted.ok) expect(status, about).toBe('CANCELLED')
      await sound(about)
    }
})

test('two invitations of one person to one match: one is delivered', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [one, two, friend] = [await known(world), await known(world), await known(world)]
    const { matchId } = ok(await one.api.matches.openMatch({ body: matchBody(world) }))
    const path = { matchId }
    ok(await two.api.matches.applyToMatch({ path }))
    for (const { api } of [one, two]) ok(await api.friends.addFriend({ path: { userId: friend.userId } }))
    const body = { userIds: [friend.userId] }
    const counts = await Promise.all([one, two].map(async ({ api }) => ok(await api.matches.invite({ path, body }))))
    expect(counts.reduce((sum, { invited: count }) => sum + count, 0)).toBe(1)
    expect(ok(await friend.api.matches.listInvitations({})).items).toHaveLength(1)
    await sound(`round ${round}`)
  }
})
