// API Gateway on this machine: receives HTTP requests, calls the handlers as Lambda does, sends the replies.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { Internal, NotFound, Unavailable } from '#kernel/data/problems.ts'
import { readBody } from './body.ts'
import { contextOf } from './context.ts'
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts'
import { eventOf, targetOf } from './event.ts'
import { gate } from './gate.ts'
import { rejectionOf } from './origin.ts'
import { BodyLate, ownReply, unreadable, written } from './own-reply.ts'
import { Refusal } from './refusal.ts'
import { type Entry, type Router, router } from './router.ts'

export interface Gateway {
  readonly url: string
  readonly port: number
  /** Accepts no more requests, waits for running ones, closes all connections. */
  close(): Promise<void>
}

const DRAIN_MS = 5000
/** A fallback: handlers have a shorter deadline. API Gateway would time out after 30 s. */
const ANSWER_MS = 24_500
/** Longer than the keep-alive of clients, so that clients do not reuse a closing connection. */
const KEEP_ALIVE_MS = 75_000
/** The number of connections that wait to be accepted; the system resets more. Node's default is 511. */
const BACKLOG = 4096
/** The number of handlers that run at once. Further requests wait, so that a crowd does not slow each one beyond its deadline. */
const AT_ONCE = 256

export interface Served {
  readonly entries: readonly Entry[]
  /** 0 selects a free port. */
  readonly port: number
  readonly host?: string
  /** The deadline of a handler, after which the gateway replies. */
  readonly answerMs?: number
  /** The deadline of the request body. */
  readonly bodyMs?: number
}

export const serve = async (served: Served): Promise<Gateway> => {
  const { entries, port, host = '127.0.0.1', answerMs = ANSWER_MS, bodyMs } = served
  const find = router(entries)
  const inTurn = gate(AT_ONCE)
  const answer = async (request: IncomingMessage): Promise<APIGatewayProxyStructuredResultV2> => {
    if (!hasOneHost(request)) return unreadable()
    const asked = askedBy(request)
    const rejected = rejectionOf(request, host)
    if (rejected) return ownReply(rejected, asked)
    const cors = corsHeaders(request)
    if (isPreflight(request)) return { statusCode: 204, headers: { ...cors, ...preflightHeaders } }
    const body = await readBody(request, bodyMs)
    if (body === BodyLate) return ownReply(BodyLate, asked, { ...cors, connection: 'close' })
    if (!Buffer.isBuffer(body)) return ownReply(body, asked, cors)
    const result = await inTurn(() => inTime(request, take(find, request, body), answerMs))
    return { ...result, headers: withCors(result.headers, cors) }
  }
  const running = new Set<ServerResponse>()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false }, (request, response) => {
    running.add(response)
    response.once('close', () => running.delete(response))
    answer(request)
      .then((result) => reply(response, result, server.listening))
      .catch((error) => {
        // A client that closed its connection during the request is not logged.
        if (!request.errored) console.error(error)
        response.destroy()
      })
  })
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    const begun = [...running].some((response) => response.socket === socket && response.headersSent)
    if (begun || !socket.writable || code === 'ECONNRESET') socket.destroy()
    else socket.end(written(unreadable(code)), () => socket.destroy())
  })
  const taken = await listen(server, port, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    close: () => drain(server, running),
  }
}

/** RFC 9112, section 3.2. A request of HTTP/1.0 needs none. Node keeps the first of several. */
const hasOneHost = ({ headersDistinct: { host = [] }, httpVersion }: IncomingMessage): boolean =>
  host.length === 1 || (host.length === 0 && httpVersion === '1.0')

const withCors = (
  headers: APIGatewayProxyStructuredResultV2['headers'] = {},
  cors: Record<string, string>,
): NonNullable<APIGatewayProxyStructuredResultV2['headers']> => {
  const vary = [headers['vary'], cors['vary']].filter((one) => one !== undefined)
  return { ...headers, ...cors, ...(vary.length > 0 ? { vary: vary.join(', ') } : {}) }
}

const listen = async (server: Server, port: number, host: string): Promise<number> => {
  try {
    server.listen({ port, host, backlog: BACKLOG })
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE')
      throw new Refusal({
        en: `The server cannot listen on ${host}:${port} (${code}). Check HOST and PORT.`,
        ko: `서버가 ${host}:${port}에서 요청을 받을 수 없습니다(${code}). HOST와 PORT를 확인해 주십시오.`,
      })
    throw new Refusal({
      en: `Port ${port} is in use. Start with "PORT=${port + 10} npm start", or stop the other process.`,
      ko: `포트 ${port}이(가) 사용 중입니다. "PORT=${port + 10} npm start"로 시작하거나 그 프로세스를 종료해 주십시오.`,
    })
  }
  return (server.address() as AddressInfo).port
}

const drain = async (server: Server, running: ReadonlySet<ServerResponse>): Promise<void> => {
  const closed = once(server, 'close')
  server.close()
  const finished = [...running].map((response) => new Promise((resolve) => response.once('close', resolve)))
  await Promise.race([Promise.all(finished), pause(DRAIN_MS, undefined, { ref: false })])
  server.closeAllConnections()
  await closed
}

const askedBy = (request: IncomingMessage) => ({
  path: targetOf(request).path,
  languages: request.headers['accept-language'],
})

const take = async (
  find: Router<Entry>,
  request: IncomingMessage,
  body: Buffer,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { path } = targetOf(request)
  const match = find(request.method as string, path)
  if (!match) return ownReply(NotFound, askedBy(request))
  const { endpoint, handler } = match.entry
  try {
    return await handler(eventOf(request, body, match), contextOf(endpoint.operation))
  } catch (error) {
    console.error(`${endpoint.operation} failed:`, error)
    return ownReply(Internal, askedBy(request))
  }
}

/** Timers use the monotonic clock, so a change of the wall clock does not affect them. */
const inTime = async (
  request: IncomingMessage,
  result: Promise<APIGatewayProxyStructuredResultV2>,
  ms: number,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const late = Promise.withResolvers<APIGatewayProxyStructuredResultV2>()
  const timer = setTimeout(() => {
    const { path } = targetOf(request)
    console.error(`${request.method} ${path} was not answered within ${ms / 1000} s`)
    late.resolve(ownReply(Unavailable, askedBy(request), { 'retry-after': '1' }))
  }, ms)
  try {
    return await Promise.race([result, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

const reply = (
  response: ServerResponse,
  { statusCode = 200, headers = {}, cookies, body, isBase64Encoded }: APIGatewayProxyStructuredResultV2,
  stay: boolean,
): void => {
  // Strings are sent in one packet with the headers, buffers in a separate one.
  const sent = isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '')
  response.shouldKeepAlive &&= stay
  response.writeHead(statusCode, {
    ...(headers as Record<string, string>),
    ...(cookies ? { 'set-cookie': cookies } : {}),
    ...(statusCode === 204 || statusCode === 304 ? {} : { 'content-length': Buffer.byteLength(sent) }),
  })
  response.end(sent)
}
