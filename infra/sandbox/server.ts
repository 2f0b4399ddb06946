// The payment sandbox: both gateways' wires, the page where a person pays, and what tests ask of it, on one port.

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
  /** 0 takes any free one. */
  readonly port: number
  /** Without it nothing outlives the sandbox. */
  readonly dataFile?: string | undefined
  readonly clock?: () => number
  /** Is told of each change of a payment by Toss. */
  readonly webhookUrl?: string | undefined
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  /** Every payment, with what was captured and given back. */
  ledger(): LedgerEntry[]
  /** Breaks every connection; what waits to be slow is not done. */
  stop(): Promise<void>
}

/** @throws Refusal where the port is taken, or the file is damaged */
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
        .then((said) => send(response, said))
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

type Said = Reply | Page | 'hang' | 'drop'

const answer = async (request: IncomingMessage, parts: Parts): Promise<Said> => {
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

const send = (response: ServerResponse, said: Said): void => {
  // What hangs is left open until the client goes, or the sandbox.
  if (said === 'hang') return
  if (said === 'drop') {
    response.destroy()
    return
  }
  const page = 'html' in said || 'location' in said
  const text = page ? (said.html ?? '') : JSON.stringify((said as Reply).body)
  response.writeHead(said.status, {
    ...protection(),
    'content-type': page ? 'text/html; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
    ...('location' in said && said.location ? { location: said.location } : {}),
    // The form is sent here, and the browser goes on to the shop, wherever that is.
    ...(page ? { 'content-security-policy': policyOf(text, { 'form-action': '*' }) } : {}),
  })
  response.end(text)
}
