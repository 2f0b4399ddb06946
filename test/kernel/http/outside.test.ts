// Requests to addresses that others choose: none reaches a private one, whatever its name resolves to and when.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Address, isAllowed, type Lookup, postOutside, refusalOf } from '#kernel/http/outside.ts'

const message = (url: string) => ({ url, headers: {}, body: '{}' })
const limits = { reach: 'public', timeoutMs: 3000, mostBytes: 1024 } as const
const naming =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 }))

let server: Server
let port = 0
const asked: string[] = []
beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(String(request.url))
    if (request.url === '/redirect') reply.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
    else if (request.url === '/hangs') return
    else if (request.url === '/stalls') reply.writeHead(200).write('x')
    else if (request.url === '/drips') {
      reply.writeHead(200)
      const timer = setInterval(() => reply.write('x'.repeat(100)), 20)
      reply.on('close', () => clearInterval(timer))
    } else reply.writeHead(200).end('y'.repeat(1_000_000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const forbidden = [
  ...[
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
  ],
  ...[
    '100.64.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
  ],
  ...[
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
  ],
  ...['ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'fec0::1', '100::1'],
]
test.each(forbidden)('%s is no public address', (address) => {
  expect(isAllowed(address, 'public')).toBe(false)
})
test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '192.167.255.255', '2606:4700::1111', '2a00:1450::1'])(
  '%s is one',
  (address) => {
    expect(isAllowed(address, 'public')).toBe(true)
  },
)

describe('a URL is refused before anything is asked', () => {
  const urls = [
    ...[
      'http://example.com',
      'ftp://example.com',
      'https://user:pass@example.com',
      'https://example.com/#x',
      'example.com',
    ],
    ...[
      'https://localhost/x',
      'https://db.internal/',
      'https://printer.local',
      'https://intranet',
      'https://127.0.0.1',
    ],
    ...['https://[::1]:8443/', 'https://10.0.0.1', 'https://169.254.169.254/latest', 'https://[::ffff:10.0.0.1]/'],
    // Other spellings of 127.0.0.1, which URL parsing turns into it.
    ...['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://127.1'],
  ]
  test.each(urls)('%s', async (url) => {
    expect(refusalOf(url, 'public')).toBeTruthy()
    await expect(postOutside(message(url), limits)).rejects.toThrow()
  })
  test('and a public one is not', () => {
    for (const url of ['https://example.com/hook', 'https://example.com:8443/hook?x=1', 'https://8.8.8.8/'])
      expect(refusalOf(url, 'public')).toBeUndefined()
    expect(refusalOf('http://127.0.0.1:3000/', 'loopback')).toBeUndefined()
    expect(refusalOf('http://example.com/', 'loopback')).toBeTruthy()
    expect(refusalOf('https://10.0.0.1/', 'loopback')).toBeTruthy()
  })
})

describe('a name', () => {
  test.each([
    ['that is private', naming('10.0.0.7')],
    ['that is this machine', naming('127.0.0.1')],
    ['that is link-local', naming('fe80::1')],
    ['that is mapped', naming('::ffff:127.0.0.1')],
    ['of which one address is private', naming('93.184.216.34', '192.168.0.1')],
    ['without an address', naming()],
  ])('%s is not connected to', async (_, lookup) => {
    const before = asked.length
    const sent = postOutside(message(`https://hooks.example.com:${port}/private`), { ...limits, lookup })
    await expect(sent).rejects.toMatchObject({ name: 'Refused' })
    expect(asked.length).toBe(before)
  })

  test('that changes between the look and the call is checked where the connection goes', async () => {
    // The first answer is public, each later one is this machine, as of a name server of an attacker.
    let looks = 0
    const lookup: Lookup = async () => {
      looks += 1
      return [{ address: looks === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]
    }
    const before = asked.length
    const url = `https://rebind.example.com:${port}/`
    const first = postOutside(message(url), { ...limits, timeoutMs: 300, lookup })
    // The connection goes to the address that was checked, and to no other: the name is asked for once.
    await expect(first).rejects.not.toMatchObject({ name: 'Refused' })
    expect(looks).toBe(1)
    await expect(postOutside(message(url), { ...limits, lookup })).rejects.toMatchObject({ name: 'Refused' })
    expect([looks, asked.length]).toEqual([2, before])
  })
})

describe('an exchange', () => {
  const here = (path: string, more = {}) =>
    postOutside(message(`http://127.0.0.1:${port}${path}`), { ...limits, reach: 'loopback', ...more })
  test('ends with the status, however long the reply is', async () => {
    expect(await here('/long')).toBe(200)
    expect(await here('/drips')).toBe(200)
  })
  test('ends with the status soon, whatever becomes of the rest', async () => {
    const began = performance.now()
    expect(await here('/stalls', { timeoutMs: 120_000 })).toBe(200)
    expect(performance.now() - began).toBeLessThan(60_000)
  })
  test('does not follow a redirect', async () => {
    const before = asked.length
    expect(await here('/redirect')).toBe(302)
    expect(asked.length).toBe(before + 1)
  })
  test('ends in time without a reply', async () => {
    const began = performance.now()
    await expect(here('/hangs', { timeoutMs: 200 })).rejects.toMatchObject({ name: 'AbortError' })
    expect(performance.now() - began).toBeLessThan(5000)
  })
  test('uses a connection of its own', async () => {
    const sockets = new Set<unknown>()
    server.on('connection', (socket) => sockets.add(socket))
    await here('/one')
    await here('/two')
    expect(sockets.size).toBe(2)
  })
})
