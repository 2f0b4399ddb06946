// Behind an edge: requests that pass it by are refused, and the caller's address is the one that the edge saw.

import { afterEach, expect, test } from 'vitest'
import { addressCounter } from '#domain/users/attempts.ts'
import { inProcess } from '#test/support/in-process.ts'
import { clients } from '#test/support/people.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => {
  delete process.env['EDGE_KEY']
})

/** Clients whose requests carry these headers. */
const sending = (headers: Record<string, string>) =>
  clients('http://api.test', (url, init = {}) =>
    inProcess(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers } }),
  )

const key = 'the-key-of-the-edge'
const guess = { body: { username: 'nobody-here', password: 'a wrong password' } }
const addressesOf = async (address: string): Promise<number> =>
  (await world.table.items()).filter(({ pk }) => pk === addressCounter(address).key.pk).length

test('a request without the key of the edge is refused, at any endpoint, and nothing is stored', async () => {
  process.env['EDGE_KEY'] = key
  const before = await world.table.items()
  for (const headers of [
    {},
    { 'x-origin-key': '' },
    { 'x-origin-key': 'the-key-of-the-edgf' },
    { 'x-origin-key': `${key}x` },
  ]) {
    const api = sending(headers as Record<string, string>)
    expect(await api.users.createTokens(guess)).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await api.matches.listMatches({})).toMatchObject({ status: 403 })
    expect((await inProcess('http://api.test/nowhere', { headers })).status).toBe(403)
  }
  expect(await world.table.items()).toEqual(before)
})

test('with the key it is answered, and failures count for the address that the edge saw', async () => {
  process.env['EDGE_KEY'] = key
  const api = sending({ 'x-origin-key': key, 'x-caller-address': '198.51.100.7' })
  expect(await api.users.createTokens(guess)).toMatchObject({ status: 401 })
  expect(await addressesOf('198.51.100.7')).toBeGreaterThan(0)
})

test('without an edge the header is the caller’s own, and is not believed', async () => {
  const api = sending({ 'x-caller-address': '203.0.113.9' })
  expect(await api.users.createTokens(guess)).toMatchObject({ status: 401 })
  expect(await addressesOf('203.0.113.9')).toBe(0)
})
