// Password guesses: counted in the write, so that parallel guesses gain nothing.

import { afterEach, describe, expect, test } from 'vitest'

import { accountCounter, addressCounter } from '#domain/users/attempts.ts'
import { contextOf } from '#infra/local/context.ts'
import { fetchThrough } from '#test/support/in-process.ts'
import { interleaved } from '#test/support/interleave.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, registration } from '#test/support/people.ts'

import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const guess = (username: string, password = 'wrong') => world.api.users.createTokens({ body: { username, password } })
/** From another network address. */
const guessFrom = (sourceIp: string, username: string, password = 'wrong') => {
  const from = fetchThrough((event, { handler, endpoint }) => {
    const { requestContext } = event
    const http = { ...requestContext.http, sourceIp }
    return handler({ ...event, requestContext: { ...requestContext, http } }, contextOf(endpoint.operation))
  })
  return clients('http://api.test', from).users.createTokens({ body: { username, password } })
}
afterEach(() => world.fails(undefined))
const WINDOW = 15 * 60 * 1000

test('an unknown user and a wrong password are answered alike', async () => {
  const { username } = await world.register()
  const [unknown, wrong] = [await guess('unknown'), await guess(username)]
  expect(unknown).toMatchObject({ status: 401, code: 'invalid-credentials' })
  expect(wrong.body).toEqual(unknown.body)
})

test('ten failures close the name, even to the right password, until the window ends', async () => {
  const { username } = await world.register()
  expect((await guess(username)).status).toBe(401)
  world.passes(60_000)
  for (let turn = 1; turn < 10; turn += 1) expect((await guess(username)).status).toBe(401)
  const closed = await guess(username, PASSWORD)
  expect(closed).toMatchObject({ status: 429, code: 'too-many-attempts' })
  const seconds = Number(closed.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(14 * 60 - 30)
  expect(seconds).toBeLessThanOrEqual(14 * 60)
  expect((closed.body as { retryAfter?: number }).retryAfter).toBe(seconds)
  expect((await guess(username.toUpperCase(), PASSWORD)).status, 'in any letter case').toBe(429)
  world.passes(seconds * 1000)
  expect((await guess(username, PASSWORD)).status).toBe(200)
  expect((await guess(username)).status).toBe(401)
  expect((await world.table.audit()).violations).toEqual([])
})

test('successes do not count', async () => {
  const { username } = await world.register()
  for (let turn = 0; turn < 12; turn += 1) expect((await guess(username, PASSWORD)).status).toBe(200)
})

test('thirty guesses at once are ten guesses', async () => {
  world.passes(WINDOW)
  const { username } = await world.register()
  const statuses = (await Promise.all(Array.from({ length: 30 }, () => guess(username)))).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  expect((await world.table.audit()).violations).toEqual([])
})

test('300 guesses from 30 addresses at one account are ten guesses, and a known device signs in meanwhile', async () => {
  world.passes(WINDOW)
  const { username, refreshToken } = await world.register()
  const statuses: number[] = []
  for (let turn = 0; turn < 300; turn += 10)
    statuses.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, async (_, at) => (await guessFrom(`10.0.0.${(turn + at) % 30}`, username)).status),
      )),
    )
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(290)
  expect((await guess(username, PASSWORD)).status, 'an unknown device').toBe(429)
  const known = { username, password: PASSWORD, refreshToken }
  expect((await world.api.users.createTokens({ body: known })).status).toBe(200)
  const foreign = { ...known, refreshToken: (await world.register()).refreshToken }
  expect((await world.api.users.createTokens({ body: foreign })).status, "another user's token").toBe(429)
  expect((await world.table.audit()).violations).toEqual([])
})

test('a known device has ten guesses of its own', async () => {
  world.passes(WINDOW)
  const { username, refreshToken } = await world.register()
  const guessed = async (password: string) =>
    (await world.api.users.createTokens({ body: { username, password, refreshToken } })).status
  for (let turn = 0; turn < 10; turn += 1) expect(await guessed('wrong')).toBe(401)
  expect(await guessed(PASSWORD)).toBe(429)
  expect((await guess(username, PASSWORD)).status, 'an unknown device').toBe(200)
})

test('the delay of an account doubles with each full window', async () => {
  world.passes(2 * 24 * 60 * 60 * 1000)
  const { username } = await world.register()
  const delays: number[] = []
  for (let window = 0; window < 4; window += 1) {
    for (let turn = 0; turn < 10; turn += 1) expect((await guess(username)).status).toBe(401)
    const { headers } = await guess(username)
    delays.push(Math.round(Number(headers.get('retry-after')) / 900))
    world.passes(Number(headers.get('retry-after')) * 1000)
  }
  expect(delays).toEqual([1, 2, 4, 8])
  world.passes(25 * 60 * 60 * 1000)
  for (let turn = 0; turn < 10; turn += 1) await guess(username)
  expect(Number((await guess(username)).headers.get('retry-after')), 'forgotten after a day').toBeLessThanOrEqual(900)
  expect((await world.table.audit()).violations).toEqual([])
})

test('100 failures of an address delay it: a stranger with the right password is let in within seconds', async () => {
  world.passes(WINDOW)
  const { username } = await world.register()
  for (let name = 0; name < 100; name += 10)
    await Promise.all(Array.from({ length: 10 }, (_, at) => guess(`guess#${name + at}`)))
  const closed = await guess(username, PASSWORD)
  expect(closed).toMatchObject({ status: 429, code: 'too-many-attempts' })
  const seconds = Number(closed.headers.get('retry-after'))
  expect(seconds).toBeLessThanOrEqual(2)
  world.passes(seconds * 1000)
  // Of guesses at once, one is heard.
  const guesses = await Promise.all(Array.from({ length: 5 }, (_, at) => guess(`guess#late${at}`)))
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(1)
  world.passes(2000)
  expect((await guess(username, PASSWORD)).status).toBe(200)
  expect((await world.table.audit()).violations).toEqual([])
})

test.each([
  ['account', 9, (username: string) => accountCounter(username).key],
  ['address', 99, () => addressCounter('127.0.0.1').key],
] as const)('a right guess that the last failure of its %s overtakes is refused', async (_, count, keyOf) => {
  world.passes(WINDOW)
  const { username } = await world.register()
  const { pk, sk } = keyOf(username)
  await world.table.store([{ pk, sk, count, windowEndsAt: world.now(WINDOW), ttl: 4_000_000_000 }])
  before(async () => expect((await guess(username)).status).toBe(401))
  expect(await guess(username, PASSWORD)).toMatchObject({ status: 429, code: 'too-many-attempts' })
  world.fails(undefined)
  expect((await world.table.audit()).violations).toEqual([])
})

/** Runs something before the first transaction. */
const before = (deed: () => Promise<unknown>): void => world.fails(interleaved(deed))

describe('of PATCH /users/me', () => {
  test('wrong passwords are counted by session, and ten close it; strangers close nothing', async () => {
    world.passes(WINDOW)
    const { api, userId, username } = await world.register()
    const asks = [{ password: 'a new password' }, { email: 'other@example.com' }]
    for (let turn = 0; turn < 10; turn += 1) {
      const body = { ...asks[turn % 2], currentPassword: `wrong ${turn}` }
      expect(await api.users.updateMe({ body })).toMatchObject({ status: 403, code: 'wrong-password' })
    }
    for (const ask of asks) {
      const closed = await api.users.updateMe({ body: { ...ask, currentPassword: PASSWORD } })
      expect(closed).toMatchObject({ status: 429, code: 'too-many-attempts' })
      expect((closed.body as { retryAfter?: number }).retryAfter).toBe(Number(closed.headers.get('retry-after')))
    }
    expect((await guess(username, PASSWORD)).status, 'a sign-in').toBe(200)
    expect((await api.users.updateMe({ body: { firstName: 'Sora' } })).status, 'names need no password').toBe(200)
    world.passes(WINDOW)
    const later = await world.speaks(userId)
    const body = { ...asks[0], currentPassword: PASSWORD }
    expect((await later.api.users.updateMe({ body })).status).toBe(200)
    expect((await world.table.audit()).violations).toEqual([])
  })

  test('right passwords do not count, nor does none', async () => {
    const { api, username } = await world.register()
    let password = PASSWORD
    for (let turn = 0; turn < 12; turn += 1) {
      const next = `a new password of ${username} ${turn}`
      expect((await api.users.updateMe({ body: { password: next } })).status).toBe(403)
      expect((await api.users.updateMe({ body: { password: next, currentPassword: password } })).status).toBe(200)
      password = next
    }
  })

  test('thirty guesses at once count as ten, for every endpoint', async () => {
    world.passes(WINDOW)
    const [{ api }, other] = [await world.register(), await world.register()]
    // A taken address would distinguish a right password from a wrong one.
    const body = { email: `${other.username}@example.com`, currentPassword: 'wrong' }
    const all = await Promise.all(Array.from({ length: 30 }, () => api.users.updateMe({ body })))
    expect(all.filter(({ status }) => status === 403)).toHaveLength(10)
    expect(all.filter(({ status }) => status === 429)).toHaveLength(20)
    expect((await api.users.updateMe({ body: { ...body, currentPassword: PASSWORD } })).status).toBe(429)
    expect((await world.table.audit()).violations).toEqual([])
  })

  test('a right password that the last failure overtakes is refused', async () => {
    world.passes(WINDOW)
    const { api } = await world.register()
    const wrong = async () =>
      expect((await api.users.deleteMe({ body: { currentPassword: 'wrong' } })).status).toBe(403)
    for (let turn = 0; turn < 9; turn += 1) await wrong()
    before(wrong)
    const body = { password: 'a new password', currentPassword: PASSWORD }
    expect(await api.users.updateMe({ body })).toMatchObject({ status: 429, code: 'too-many-attempts' })
    world.fails(undefined)
    expect((await world.table.audit()).violations).toEqual([])
  })
})

describe('what a guess is judged by', () => {
  const renew = async () => {
    world.passes(WINDOW)
    const person = await world.register()
    const body = { password: 'a new password', currentPassword: PASSWORD }
    before(async () => expect((await person.api.users.updateMe({ body })).status).toBe(200))
    return person
  }
  const counts = async () => (await world.table.items()).filter(({ pk }) => String(pk).startsWith('ATTEMPT#'))

  test('a sign-in that a new password overtakes is judged by the new one', async () => {
    const { username } = await renew()
    const counted = await counts()
    expect((await guess(username, 'a new password')).status).toBe(200)
    expect(await counts(), 'and nothing is counted').toEqual(counted)
  })

  test('a change that a new password overtakes is judged by the new one', async () => {
    const { api, username } = await renew()
    const body = { email: `${username}@new.example.com`, currentPassword: 'a new password' }
    expect((await api.users.updateMe({ body })).status).toBe(200)
  })

  test('a sign-in to a name that is registered meanwhile is judged by its password', async () => {
    world.passes(WINDOW)
    const body = registration('overtaken')
    before(async () => expect((await world.api.users.register({ body })).status).toBe(201))
    expect((await guess('overtaken', PASSWORD)).status).toBe(200)
  })

  test('letters that look alike are counted as what they are looked up as', async () => {
    world.passes(WINDOW)
    await world.api.users.register({ body: registration('kelvin') })
    // The Kelvin sign is no letter of names, but its lower-case form is.
    for (let turn = 0; turn < 10; turn += 1) await guess(turn % 2 ? 'KELVIN' : '\u212aelvin')
    expect((await guess('kelvin', PASSWORD)).status).toBe(429)
  })
})

test('guesses of strangers do not hold a signed-in user off', async () => {
  world.passes(WINDOW)
  const { username, api } = await world.register()
  for (let turn = 0; turn < 30; turn += 1) await guess(username)
  expect((await guess(username, PASSWORD)).status, 'a stranger').toBe(429)
  expect((await api.users.beginTotp({ body: { currentPassword: PASSWORD } })).status).toBe(201)
  const password = 'another battery'
  expect((await api.users.updateMe({ body: { password, currentPassword: PASSWORD } })).status).toBe(200)
  expect((await api.users.deleteMe({ body: { currentPassword: password } })).status).toBe(202)
  expect((await world.table.audit()).violations).toEqual([])
})

test('a session has ten wrong passwords and codes of its own', async () => {
  world.passes(WINDOW)
  const { username, api } = await world.register()
  const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
  expect(secret).not.toBe('')
  for (let turn = 0; turn < 5; turn += 1) {
    expect(await api.users.deleteMe({ body: { currentPassword: 'wrong' } })).toMatchObject({ code: 'wrong-password' })
    expect(await api.users.confirmTotp({ body: { code: '000000' } })).toMatchObject({ code: 'wrong-code' })
  }
  expect(await api.users.deleteMe({ body: { currentPassword: PASSWORD } })).toMatchObject({ code: 'too-many-attempts' })
  const elsewhere = ok(await world.api.users.createTokens({ body: { username, password: PASSWORD } }))
  const other = clients('http://api.test', world.fetch, elsewhere.accessToken)
  expect((await other.users.deleteMe({ body: { currentPassword: PASSWORD } })).status).toBe(202)
  expect((await world.table.audit()).violations).toEqual([])
})
