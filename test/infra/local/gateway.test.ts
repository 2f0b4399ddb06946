// The gateway over real HTTP, with handlers of the test.

import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Context } from 'aws-lambda'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { contextOf } from '#infra/local/context.ts'
import { type Gateway, serve } from '#infra/local/gateway.ts'
import type { Entry } from '#infra/local/router.ts'

const open: Gateway[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()))
})

const gatewayOf = async (...handlers: [Entry['endpoint']['route'], Entry['handler']][]): Promise<string> => {
  const entries = handlers.map(([route, handler]) => ({
    endpoint: { route, operation: 'fake.test' as const },
    handler,
  }))
  const gateway = await serve({ entries, port: 0 })
  open.push(gateway)
  return gateway.url
}

const whole = new Uint8Array(10 * 1024 * 1024).fill(97)

test('a reply goes out as the handler made it', async () => {
  const url = await gatewayOf(
    ['GET /text', async () => ({ statusCode: 201, headers: { 'x-a': 'b' }, cookies: ['a=1', 'b=2'], body: '한' })],
    ['GET /bytes', async () => ({ statusCode: 200, body: '/wA=', isBase64Encoded: true })],
    ['DELETE /it', async () => ({ statusCode: 204 })],
  )
  const text = await fetch(`${url}/text`)
  expect([text.status, text.headers.get('x-a'), text.headers.getSetCookie(), await text.text()]).toEqual([
    201,
    'b',
    ['a=1', 'b=2'],
    '한',
  ])
  expect([...(await (await fetch(`${url}/bytes`)).bytes())]).toEqual([255, 0])
  const gone = await fetch(`${url}/it`, { method: 'DELETE' })
  expect([gone.status, gone.headers.get('content-length'), await gone.text()]).toEqual([204, null, ''])
})

test('a handler is called as Lambda calls it', async () => {
  let seen: Context | undefined
  const url = await gatewayOf([
    '$default',
    async (_, context) => {
      seen = context
      return { statusCode: 200 }
    },
  ])
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  expect(seen?.functionName).toBe('holdfast-fake-test')
  expect(seen?.getRemainingTimeInMillis()).toBeGreaterThan(29_000)
  expect(seen?.getRemainingTimeInMillis()).toBeLessThanOrEqual(30_000)
})

test('a handler that throws is a 500 of the gateway', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const url = await gatewayOf([
    'GET /',
    async () => {
      throw new Error('broken')
    },
  ])
  const response = await fetch(url)
  expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ code: 'internal' })])
  expect(logged).toHaveBeenCalledOnce()
  logged.mockRestore()
})

test('a handler that does not answer in time is answered for, and what it says later is dropped', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const late = Promise.withResolvers<void>()
  const handler: Entry['handler'] = async () => {
    await late.promise
    return { statusCode: 200, body: 'late' }
  }
  const gateway = await serve({
    entries: [{ endpoint: { route: 'GET /slow', operation: 'fake.slow' }, handler }],
    ...{ port: 0, answerMs: 50 },
  })
  open.push(gateway)
  const response = await fetch(`${gateway.url}/slow`)
  expect([response.status, response.headers.get('content-type'), response.headers.get('retry-after')]).toEqual([
    503,
    'application/problem+json',
    '1',
  ])
  expect(response.headers.get('x-request-id')).toMatch(/./)
  expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503, instance: '/slow' })
  late.resolve()
  expect(logged).toHaveBeenCalledExactlyOnceWith('GET /slow was not answered within 0.05 s')
  logged.mockRestore()
})

/** All data on a connection until the other side closes it. */
const spoken = async (socket: Socket): Promise<string> => {
  let said = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    said += chunk
  })
  await once(socket, 'close')
  return said
}

test('a body that does not arrive in time is 408, and nothing of the request runs when it arrives later', async () => {
  const handler = vi.fn(async () => ({ statusCode: 200 }))
  const gateway = await serve({
    entries: [{ endpoint: { route: 'POST /', operation: 'fake.post' }, handler }],
    ...{ port: 0, bodyMs: 50 },
  })
  open.push(gateway)
  const client = connect(gateway.port, '127.0.0.1')
  client.on('error', () => {})
  client.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nabc')
  client.once('data', () => client.write('defghiPOST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n'))
  const said = await spoken(client)
  expect(said).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/)
  expect(said).toContain('"code":"request-timeout"')
  expect(said.match(/^connection: close\r$/gim)).toHaveLength(1)
  expect(said.match(/HTTP\/1.1/g)).toHaveLength(1)
  await gateway.close()
  open.pop()
  expect(handler).not.toHaveBeenCalled()
})

test('the time for an answer begins once the body has arrived', async () => {
  const gateway = await serve({
    entries: [{ endpoint: { route: 'POST /', operation: 'fake.post' }, handler: async () => ({ statusCode: 200 }) }],
    ...{ port: 0, answerMs: 0, bodyMs: 60_000 },
  })
  open.push(gateway)
  const sent = request(gateway.url, { method: 'POST', headers: { 'content-length': 2 } })
  const answered = once(sent, 'response')
  sent.write('a')
  setTimeout(() => sent.end('b'), 20)
  const [response] = await answered
  expect(response.statusCode).toBe(200)
})

test.each([
  ['what is no HTTP', 'nonsense\r\n\r\n', 400, 'malformed-request'],
  ['a request without a Host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'malformed-request'],
  [
    'a request with two Hosts',
    'GET / HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\nconnection: close\r\n\r\n',
    400,
    'malformed-request',
  ],
  [
    'a request of HTTP/1.0 with two Hosts',
    'GET / HTTP/1.0\r\nhost: localhost\r\nhost: localhost\r\n\r\n',
    400,
    'malformed-request',
  ],
  [
    'too many headers',
    `GET / HTTP/1.1\r\nhost: localhost\r\na: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['a foreign host', 'GET / HTTP/1.1\r\nhost: page.test\r\nconnection: close\r\n\r\n', 421, 'foreign-host'],
  [
    'a foreign page',
    'GET / HTTP/1.1\r\nhost: localhost\r\norigin: http://page.test\r\nconnection: close\r\n\r\n',
    ...([403, 'foreign-origin'] as const),
  ],
])('%s is refused with a problem', async (_, sent, status, code) => {
  const { port } = new URL(await gatewayOf(['GET /', async () => ({ statusCode: 200 })]))
  const client = connect(Number(port), '127.0.0.1')
  client.write(sent)
  const [head = '', body = ''] = (await spoken(client)).split('\r\n\r\n')
  const [line, ...headers] = head.toLowerCase().split('\r\n')
  expect(line).toContain(`http/1.1 ${status} `)
  for (const header of [
    'content-type: application/problem+json',
    'x-content-type-options: nosniff',
    'referrer-policy: no-referrer',
  ])
    expect(headers).toContain(header)
  expect(headers.filter((header) => /^x-request-id: ./.test(header))).toHaveLength(1)
  expect(JSON.parse(body)).toMatchObject({ status, code })
})

test('a function has as much time left when the wall clock is set', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { getRemainingTimeInMillis } = contextOf('fake.test')
  vi.setSystemTime(Date.now() + 3_600_000)
  expect(getRemainingTimeInMillis()).toBeGreaterThan(29_000)
  vi.setSystemTime(Date.now() - 7_200_000)
  expect(getRemainingTimeInMillis()).toBeLessThanOrEqual(30_000)
  vi.useRealTimers()
})

test('without $default an unknown route is a 404 of the gateway', async () => {
  const response = await fetch(await gatewayOf())
  expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'not-found' })])
})

test('10 MB pass, a byte more is 413, whether its length is told before or not', async () => {
  const url = await gatewayOf(['POST /', async ({ body = '' }) => ({ statusCode: 200, body: String(body.length) })])
  expect(await (await fetch(url, { method: 'POST', body: whole })).text()).toBe('10485760')
  const streamed = () =>
    new ReadableStream({
      start: (stream) => {
        stream.enqueue(whole)
        stream.enqueue(new Uint8Array(1))
        stream.close()
      },
    })
  for (const body of [new Uint8Array(whole.length + 1), streamed()]) {
    const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ code: 'body-too-large', status: 413, instance: '/' })
  }
})

test('one connection serves many requests', async () => {
  const url = await gatewayOf(['GET /', async () => ({ statusCode: 200, body: 'ok' })])
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ports = new Set<number | undefined>()
  for (let count = 0; count < 3; count += 1) {
    const asked = request(url, { agent }).end()
    const [response] = await once(asked, 'response')
    ports.add(asked.socket?.localPort)
    await once(response.resume(), 'end')
  }
  agent.destroy()
  expect(ports.size).toBe(1)
})

test('what is no HTTP, and a client that leaves in the middle, do no harm', async () => {
  const url = await gatewayOf(['POST /', async () => ({ statusCode: 200 })])
  const { port } = new URL(url)
  const stranger = connect(Number(port), '127.0.0.1').end('nonsense\r\n\r\n')
  expect(String((await once(stranger, 'data'))[0])).toMatch(/^HTTP\/1.1 400 /)
  const quitter = connect(Number(port), '127.0.0.1')
  quitter.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc', () => quitter.destroy())
  await once(quitter, 'close')
  expect((await fetch(url, { method: 'POST' })).status).toBe(200)
})

test('closing lets what runs finish, and waits for no idle connection', async () => {
  const entered = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const handler: Entry['handler'] = async () => {
    entered.resolve()
    await finish.promise
    return { statusCode: 200, body: 'done' }
  }
  const gateway = await serve({ entries: [{ endpoint: { route: 'GET /', operation: 'a.b' }, handler }], port: 0 })
  const idle = connect(gateway.port, '127.0.0.1')
  await once(idle, 'connect')
  const response = fetch(gateway.url)
  await entered.promise
  const closed = gateway.close()
  await expect(fetch(gateway.url)).rejects.toThrow()
  finish.resolve()
  expect(await (await response).text()).toBe('done')
  await closed
})

test('a port in use is reported in one line', async () => {
  const { port } = new URL(await gatewayOf())
  await expect(serve({ entries: [], port: Number(port) })).rejects.toThrow(
    `Port ${port} is in use. Start with "PORT=${Number(port) + 10} npm start", or stop the other process.`,
  )
})

test('HEAD gets the headers of GET, with the length of the body that it leaves out', async () => {
  const url = await gatewayOf(['GET /text', async () => ({ statusCode: 200, headers: { 'x-a': 'b' }, body: '한' })])
  const response = await fetch(`${url}/text`, { method: 'HEAD' })
  const { headers } = response
  expect([response.status, headers.get('x-a'), headers.get('content-length')]).toEqual([200, 'b', '3'])
  expect(await response.text()).toBe('')
})

test('a page of this machine gets its preflight answered and may read replies and problems', async () => {
  const url = await gatewayOf(['GET /text', async () => ({ statusCode: 200, headers: { vary: 'accept' }, body: 'x' })])
  const origin = 'http://localhost:5173'
  const headers = {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization',
  }
  const preflight = await fetch(`${url}/text`, { method: 'OPTIONS', headers })
  expect([preflight.status, await preflight.text()]).toEqual([204, ''])
  const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`)
  expect([allowed('origin'), allowed('headers')]).toEqual([origin, 'authorization, content-type, idempotency-key'])
  expect(allowed('methods')?.split(', ')).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
  // The second path is the gateway's own 404.
  for (const path of ['/text', '/nowhere']) {
    const reply = await fetch(url + path, { headers: { origin } })
    expect(reply.headers.get('access-control-allow-origin'), path).toBe(origin)
    expect(reply.headers.get('access-control-expose-headers'), path).toContain('retry-after')
    expect(reply.headers.get('vary'), path).toBe(path === '/text' ? 'accept, origin' : 'origin')
  }
  expect((await fetch(`${url}/text`)).headers.get('access-control-allow-origin')).toBeNull()
})

test('a page of another site gets its preflight answered if CORS_ORIGINS lists its origin', async () => {
  const url = await gatewayOf(['GET /text', async () => ({ statusCode: 200, body: 'x' })])
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'GET' }
    const { status, headers: given } = await fetch(`${url}/text`, { method: 'OPTIONS', headers })
    return [status, given.get('access-control-allow-origin')]
  }
  expect(await preflight('https://app.test')).toEqual([403, null])
  vi.stubEnv('CORS_ORIGINS', 'https://shop.test, https://app.test')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await preflight('https://app.test')).toEqual([204, 'https://app.test'])
  expect(await preflight('https://other.test')).toEqual([403, null])
  expect(await preflight('http://app.test')).toEqual([403, null])
  vi.stubEnv('CORS_ORIGINS', '*')
  expect(await preflight('https://other.test')).toEqual([204, 'https://other.test'])
})
