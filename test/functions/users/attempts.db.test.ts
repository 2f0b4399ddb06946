// Guessing passwords: counted in the write, so that guesses in parallel gain nothing.

import { expect, test } from 'vitest'
import { addressKey, pairKey } from '../../../shared/domain/users/item.ts'
import { PASSWORD } from '../../support/people.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()
const guess = (username: string, password = 'wrong') => world.api.users.createTokens({ body: { username, password } })
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

test('a hundred failures close the address', async () => {
  world.passes(WINDOW)
  const { username } = await world.register()
  for (let name = 0; name < 100; name += 10)
    await Promise.all(Array.from({ length: 10 }, (_, at) => guess(`guess#${name + at}`)))
  expect(await guess(username, PASSWORD)).toMatchObject({ status: 429, code: 'too-many-attempts' })
  expect((await world.table.audit()).violations).toEqual([])
})

test.each([
  ['name', 9, pairKey],
  ['address', 99, addressKey],
] as const)('a right guess that the last failure of its %s overtakes is refused', async (_, count, keyOf) => {
  world.passes(WINDOW)
  const { username } = await world.register()
  const { pk, sk } = keyOf('127.0.0.1', username)
  const counted = { count, failures: count, before: 0, lastAt: world.now(), windowEndsAt: world.now(WINDOW) }
  await world.table.store([{ pk, sk, ...counted, ttl: 4_000_000_000 }])
  let overtaken = false
  world.fails(async (command) => {
    if (command === 'TransactWriteItems' && !overtaken) {
      overtaken = true
      expect((await guess(username)).status).toBe(401)
    }
    return undefined
  })
  expect(await guess(username, PASSWORD)).toMatchObject({ status: 429, code: 'too-many-attempts' })
  world.fails(undefined)
  expect((await world.table.audit()).violations).toEqual([])
})
