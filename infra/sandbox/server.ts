// The payment sandbox on one port: the APIs of both gateways, the pay page and endpoints for tests.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from '#infra/local/body.ts'
import { rejectionOf } from '#infra/local/origin.ts'
import { BodyLate } from '#infra/local/own-reply.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import type { LedgerEntry, Reply } from './book.ts'
import { type Gateways, type Outcome, openGateways } from './gateways.ts'
import { webhook } from './webhook.ts'

export interface SandboxOptions {
  readonly host?: string
  /** 0 selects a free port. */
  readonly port: number
  /** Undefined: the state stays in memory. */
  readonly dataFile?: string | undefined
  readonly clock?: () => number
  /** Receives a webhook for each change of a Toss payment. */
  readonly webhookUrl?: string | undefined
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  /** Every payment with its captures and refunds. */
  ledger(): LedgerEntry[]
  /** Closes every connection and drops delayed calls. */
  stop(): Promise<void>
}

/** @throws Refusal if the port is in use or the file is damaged */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { host = '127.0.0.1', port, dataFile, clock = Date.now, webhookUrl } = options
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw new Refusal(
      `The sandbox cannot listen on ${host}:${port} (${(error as { code?: string }).code}). Set SANDBOX_PORT to another port.`,
    )
  }
  const { port: taken } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
  const pageOf = (tid: string): string => `${url}/pay/${tid}`
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  try {
    const changed = webhookUrl ? webhook(webhookUrl, pageOf, clock) : undefined
    const gateways = openGateways({ pageOf, clock, file: dataFile, changed })
    server.on('request', (request, response) => {
      const rejected = rejectionOf(request, host)
      if (rejected) return send(response, { status: rejected.status, body: { message: rejected.detail } })
      answer(request, gateways)
        .then((outcome) => send(response, outcome))
        .catch((error) => {
          if (!request.errored) console.error(error)
          response.destroy()
        })
    })
    const end = async (): Promise<void> => {
      gateways.stop()
      await stop()
      gateways.close()
    }
    return { url, port: taken, ledger: gateways.ledger, stop: end }
  } catch (error) {
    await stop()
    throw error
  }
}

const answer = async (request: IncomingMessage, gateways: Gateways): Promise<Outcome> => {
  const read = await readBody(request)
  if (read === BodyLate) return 'drop'
  const { pathname: path } = new URL(request.url ?? '/', 'http://sandbox')
  const text = Buffer.isBuffer(read) ? read.toString() : ''
  return gateways.answer({ method: request.method ?? '', path, headers: request.headers, text })
}

const send = (response: ServerResponse, outcome: Outcome): void => {
  // A hanging call stays open until the client or the sandbox closes it.
  if (outcome === 'hang') return
  if (outcome === 'drop') {
    response.destroy()
    return
  }
  const page = 'html' in outcome || 'location' in outcome
  const text = page ? (outcome.html ?? '') : JSON.stringify((outcome as Reply).body)
  response.writeHead(outcome.status, {
    ...protection(),
    'content-type': page ? 'text/html; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
    ...('location' in outcome && outcome.location ? { location: outcome.location } : {}),
    // The form posts to this page, which redirects to the shop at any address.
    ...(page ? { 'content-security-policy': policyOf(text, { 'form-action': '*' }) } : {}),
  })
  response.end(text)
}
