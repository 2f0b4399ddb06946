// An HTTP request as the event of payload format 2.0.

import { describe, expect, test, vi } from 'vitest'
import { type Arrived, eventOf } from '#infra/local/event.ts'

const arrived: Arrived = {
  method: 'POST',
  url: '/echo/hi',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:3000', 'User-Agent', 'test'],
  socket: { remoteAddress: '127.0.0.1', localPort: 3000 },
}
const match = { entry: { endpoint: { route: 'POST /echo/{word}' as const } }, pathParameters: { word: 'hi' } }
const event = (request: Partial<Arrived>, body = '') => eventOf({ ...arrived, ...request }, Buffer.from(body), match)

test('a whole event', () => {
  vi.useFakeTimers({ now: Date.UTC(2020, 2, 12, 19, 3, 58, 390) })
  const { requestContext, ...rest } = event({ url: '/echo/hi?a=1' }, '{}')
  vi.useRealTimers()
  expect(rest).toEqual({
    version: '2.0',
    routeKey: 'POST /echo/{word}',
    rawPath: '/echo/hi',
    rawQueryString: 'a=1',
    headers: {
      host: 'localhost:3000',
      'user-agent': 'test',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { a: '1' },
    pathParameters: { word: 'hi' },
    body: '{}',
    isBase64Encoded: false,
  })
  expect(requestContext).toEqual({
    accountId: '000000000000',
    apiId: 'local',
    domainName: 'localhost:3000',
    domainPrefix: 'localhost:3000',
    http: { method: 'POST', path: '/echo/hi', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    routeKey: 'POST /echo/{word}',
    stage: '$default',
    time: '12/Mar/2020:19:03:58 +0000',
    timeEpoch: 1584039838390,
  })
})

describe('query', () => {
  test('repeated parameters are joined, the raw string stays', () => {
    const { rawQueryString, queryStringParameters } = event({ url: '/?a=1&a=2&b=x%2By+z&c' })
    expect(rawQueryString).toBe('a=1&a=2&b=x%2By+z&c')
    expect(queryStringParameters).toEqual({ a: '1,2', b: 'x+y z', c: '' })
  })

  test('is absent where there is none', () => {
    expect(event({ url: '/?' })).toMatchObject({ rawQueryString: '' })
    expect(event({ url: '/?' })).not.toHaveProperty('queryStringParameters')
  })

  test('a question mark inside of it belongs to it', () => {
    expect(event({ url: '/a?b=c?d' })).toMatchObject({ rawPath: '/a', rawQueryString: 'b=c?d' })
  })
})

test('the path is decoded, unless it cannot be', () => {
  expect(event({ url: '/a%20%ED%95%9C' }).rawPath).toBe('/a 한')
  expect(event({ url: '/100%' }).rawPath).toBe('/100%')
})

describe('headers', () => {
  test('names in lower case, repeated ones joined', () => {
    const { headers } = event({ rawHeaders: ['X-A', '1', 'x-a', '2', 'constructor', 'c', '__proto__', 'p'] })
    expect(headers).toMatchObject({ 'x-a': '1,2', constructor: 'c' })
    expect(Object.entries(headers)).toContainEqual(['__proto__', 'p'])
  })

  test('cookies stand apart', () => {
    const { headers, cookies } = event({ rawHeaders: ['Cookie', 'a=1; b=2', 'Cookie', 'c=3'] })
    expect(cookies).toEqual(['a=1', 'b=2', 'c=3'])
    expect(headers).not.toHaveProperty('cookie')
  })
})

describe('body', () => {
  const bodyOf = (...bytes: number[]) => {
    const { body, isBase64Encoded } = eventOf(arrived, Buffer.from(bytes), match)
    return [body, isBase64Encoded]
  }

  test('UTF-8 stays text, a byte order mark in it too', () => {
    expect(bodyOf(...Buffer.from('한'))).toEqual(['한', false])
    expect(bodyOf(0xef, 0xbb, 0xbf, 0x7b)).toEqual(['\ufeff{', false])
  })

  test('anything else is base64', () => expect(bodyOf(0x7b, 0xff, 0x7d)).toEqual(['e/99', true]))

  test('is absent where there is none', () => expect(bodyOf()).toEqual([undefined, false]))
})
