// The payment sandbox on one port.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from '#infra/local/body.ts'
import { rejectionOf } from '#infra/local/origin.ts'
import { BodyLate } from '#infra/local/own-reply.ts'
import { Refusal } from '#infra/local/refusal.ts'
import type { LedgerEntry } from './book.ts'
import { type Gateways, type Outcome, openGateways, wired } from './gateways.ts'

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
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  try {
    const gateways = openGateways({ url, file: dataFile, clock, webhookUrl })
    server.on('request', (request, response) => {
      const rejected = rejectionOf(request, host)
      if (rejected) return send(response, { status: rejected.status, body: { message: rejected.words.en.detail } })
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
  const { method = '', url: path = '/', headers } = request
  return gateways.answer({ method, path, headers, body: Buffer.isBuffer(read) ? read.toString() : '' })
}

const send = (response: ServerResponse, outcome: Outcome): void => {
  // A hanging call stays open until the client or the sandbox closes it.
  if (outcome === 'hang') return
  if (outcome === 'drop') {
    response.destroy()
    return
  }
  const { status, headers, text } = wired(outcome)
  response.writeHead(status, headers)
  response.end(text)
}
