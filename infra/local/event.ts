// API Gateway events (payload format 2.0) from HTTP requests.

import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { EndpointSpec } from '#kernel/http/contract.ts'
import { decoded, type Match } from './router.ts'

export type Arrived = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'> & {
  readonly socket: { readonly remoteAddress?: string | undefined; readonly localPort?: number | undefined }
}

/** The path as sent, still encoded, and the query string. */
export const targetOf = ({ url = '/' }: Pick<Arrived, 'url'>): { path: string; query: string } => {
  const at = url.indexOf('?')
  return at === -1 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

export const eventOf = (
  request: Arrived,
  body: Buffer,
  { entry, pathParameters = {} }: Match<{ endpoint: Pick<EndpointSpec, 'route'> }>,
): APIGatewayProxyEventV2 => {
  const { path, query } = targetOf(request)
  const { cookie, ...headers } = headersOf(request)
  // API Gateway decodes the path, but not the query.
  const rawPath = decoded(path)
  return {
    version: '2.0',
    routeKey: entry.endpoint.route,
    rawPath,
    rawQueryString: query,
    ...(cookie ? { cookies: cookie.split(/[;,] */) } : {}),
    headers,
    ...(query ? { queryStringParameters: joined(new URLSearchParams(query)) } : {}),
    requestContext: contextOf(request, entry.endpoint.route, rawPath, headers),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...bodyOf(body),
  }
}

const contextOf = (
  { method = 'GET', httpVersion, socket }: Arrived,
  routeKey: string,
  path: string,
  headers: Record<string, string>,
): APIGatewayProxyEventV2['requestContext'] => {
  const now = Date.now()
  const domainName = headers['host'] ?? 'localhost'
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split('.')[0] as string,
    http: {
      method,
      path,
      protocol: `HTTP/${httpVersion}`,
      sourceIp: socket.remoteAddress ?? '127.0.0.1',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: logTime(now),
    timeEpoch: now,
  }
}

const headersOf = ({ rawHeaders, socket }: Arrived): Record<string, string> => {
  const pairs: [string, string][] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    pairs.push([(rawHeaders[at] as string).toLowerCase(), rawHeaders[at + 1] as string])
  pairs.push(['x-forwarded-for', socket.remoteAddress ?? '127.0.0.1'])
  pairs.push(['x-forwarded-port', String(socket.localPort ?? '')], ['x-forwarded-proto', 'http'])
  return joined(pairs)
}

/** Joins the values of equal names with commas. */
const joined = (pairs: Iterable<[string, string]>): Record<string, string> => {
  const values = new Map<string, string>()
  for (const [name, value] of pairs) {
    const earlier = values.get(name)
    values.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return Object.fromEntries(values)
}

const bodyOf = (body: Buffer): { body?: string; isBase64Encoded: boolean } => {
  if (body.length === 0) return { isBase64Encoded: false }
  return isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true }
}

/** 12/Mar/2020:19:03:58 +0000 */
const logTime = (ms: number): string => {
  const text = new Date(ms).toUTCString()
  return `${text.slice(5, 7)}/${text.slice(8, 11)}/${text.slice(12, 16)}:${text.slice(17, 25)} +0000`
}
