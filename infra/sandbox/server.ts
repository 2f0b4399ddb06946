// The payment sandbox on one port: the APIs of both gateways, the pay page and endpoints for tests.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod/mini'
import { readBody } from '#infra/local/body.ts'
import { rejectionOf } from '#infra/local/origin.ts'
import { BodyLate } from '#infra/local/own-reply.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { parseJson } from '#kernel/data/json.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { type LedgerEntry, ledgerOf, openBook, type Reply } from './book.ts'
import { Fault, newFaults } from './faults.ts'
import { kakaopayWire } from './kakaopay.ts'
import { type Page, payPage } from './page.ts'
import { tossWire } from './toss.ts'
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
    const book = openBook(dataFile, webhookUrl ? webhook(webhookUrl, pageOf, clock) : undefined)
    const faults = newFaults()
    const wires = { kakaopay: kakaopayWire(book, clock, pageOf), toss: tossWire(book, clock, pageOf) }
    const ledger = () => ledgerOf(book, clock())
    server.on('request', (request, response) => {
      const rejected = rejectionOf(request, host)
      if (rejected) return send(response, { status: rejected.status, body: { message: rejected.detail } })
      answer(request, { ...wires, book, faults, clock, ledger })
        .then((outcome) => send(response, outcome))
        .catch((error) => {
          if (!request.errored) console.error(error)
          response.destroy()
        })
    })
    const end = async (): Promise<void> => {
      faults.stop()
      await stop()
      book.close()
    }
    return { url, port: taken, ledger, stop: end }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Parts {
  readonly kakaopay: ReturnType<typeof kakaopayWire>
  readonly toss: ReturnType<typeof tossWire>
  readonly book: ReturnType<typeof openBook>
  readonly faults: ReturnType<typeof newFaults>
  readonly clock: () => number
  readonly ledger: () => LedgerEntry[]
}

type Outcome = Reply | Page | 'hang' | 'drop'

const answer = async (request: IncomingMessage, parts: Parts): Promise<Outcome> => {
  const { book, faults, clock } = parts
  const read = await readBody(request)
  if (read === BodyLate) return 'drop'
  const body = Buffer.isBuffer(read) ? read.toString() : ''
  const { pathname: path } = new URL(request.url ?? '/', 'http://sandbox')
  const method = request.method ?? ''
  const pay = /^\/pay\/([A-Za-z0-9]+)$/.exec(path)?.[1]
  if (pay && method === 'GET') return payPage(book, faults, clock(), pay)
  if (pay && method === 'POST') return payPage(book, faults, clock(), pay, new URLSearchParams(body))

  const asked = { method, path, headers: request.headers, body: json(body) }
  const wire = wireOf(path, parts)
  if (wire) {
    const call = wire(asked)
    return 'act' in call ? faults.perform(call) : call
  }
  if (`${method} ${path}` === 'GET /sandbox/ledger') return { status: 200, body: { payments: parts.ledger() } }
  if (`${method} ${path}` === 'POST /sandbox/release') return { status: 200, body: { released: faults.release() } }
  if (`${method} ${path}` !== 'POST /sandbox/faults') return { status: 404, body: { message: 'nothing is here' } }
  const { data, error } = z.safeParse(Fault, asked.body)
  if (error) return { status: 400, body: { message: z.prettifyError(error) } }
  faults.add(data)
  return { status: 204, body: undefined }
}

const wireOf = (path: string, { kakaopay, toss }: Parts) => {
  if (path.startsWith('/online/v1/payment/')) return kakaopay
  return path === '/v1/payments' || path.startsWith('/v1/payments/') ? toss : undefined
}

const json = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
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
