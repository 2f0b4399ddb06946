// A consumer of webhooks on this machine: it keeps what it gets, and answers as a test says.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Event } from '#domain/events/event.ts'
import { handler as deliverEvents } from '#functions/events/deliver-events.ts'
import { handler as relayEvents } from '#functions/events/relay-events.ts'

export interface Got {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly event: Event
}

/** @param got everything so far, this message included */
export type Reception = (reply: ServerResponse, message: Got, got: readonly Got[]) => void

export interface Hook {
  readonly url: string
  readonly got: Got[]
  /** From now on messages are received like this; by default with 204. */
  receive(how: Reception | undefined): void
  close(): Promise<void>
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const startHook = async (): Promise<Hook> => {
  const got: Got[] = []
  let reception: Reception | undefined
  const server = createServer(async (request, reply) => {
    const body = await textOf(request)
    const message = { headers: request.headers as Record<string, string>, body, event: JSON.parse(body) }
    got.push(message)
    if (reception) reception(reply, message, got)
    else reply.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    got,
    receive: (how) => {
      reception = how
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A consumer for one test. */
export const hookOf = async (): Promise<Hook> => {
  const hook = await startHook()
  onTestFinished(() => hook.close())
  return hook
}

const RUN = { awsRequestId: 'events' }
export const relay = () => relayEvents({}, RUN)
export const deliver = () => deliverEvents({}, RUN)
/** What has happened goes out, once. */
export const pass = async (): Promise<void> => {
  await relay()
  await deliver()
}

/** Webhooks reach this machine, as with `npm start`. */
export const useLoopback = (): void => {
  beforeAll(() => {
    const { WEBHOOK_REACH: before } = process.env
    process.env['WEBHOOK_REACH'] = 'loopback'
    afterAll(() => {
      if (before === undefined) delete process.env['WEBHOOK_REACH']
      else process.env['WEBHOOK_REACH'] = before
    })
  })
}
