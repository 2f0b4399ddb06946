// Both gateways of the sandbox without a network: a request in, its outcome out.

import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod/mini'
import { parseJson } from '#kernel/data/json.ts'
import { type BookOptions, type LedgerEntry, ledgerOf, openBook, type Reply } from './book.ts'
import { Fault, newFaults } from './faults.ts'
import { kakaopayWire } from './kakaopay.ts'
import { type Page, payPage } from './page.ts'
import { tossWire } from './toss.ts'

export interface GatewayOptions extends BookOptions {
  readonly clock: () => number
  /** The URL of a payment's page. */
  readonly pageOf: (tid: string) => string
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The body. */
  readonly text: string
}

/** `hang`: the call stays open without an answer. `drop`: the connection breaks. */
export type Outcome = Reply | Page | 'hang' | 'drop'

export interface Gateways {
  answer(request: Request): Promise<Outcome>
  /** Every payment with its captures and refunds. */
  ledger(): LedgerEntry[]
  /** Drops delayed calls. */
  stop(): void
  /** Closes the file. */
  close(): void
}

/** @throws Refusal if the file is damaged */
export const openGateways = ({ clock, pageOf, ...options }: GatewayOptions): Gateways => {
  const book = openBook(options)
  const faults = newFaults()
  const wires = { kakaopay: kakaopayWire(book, clock, pageOf), toss: tossWire(book, clock, pageOf) }
  const ledger = () => ledgerOf(book, clock())
  const answer = async ({ method, path, headers, text }: Request): Promise<Outcome> => {
    const pay = /^\/pay\/([A-Za-z0-9]+)$/.exec(path)?.[1]
    if (pay && method === 'GET') return payPage(book, faults, clock(), pay)
    if (pay && method === 'POST') return payPage(book, faults, clock(), pay, new URLSearchParams(text))
    const asked = { method, path, headers, body: json(text) }
    const wire = wireOf(path, wires)
    if (wire) {
      const call = wire(asked)
      return 'act' in call ? faults.perform(call) : call
    }
    if (`${method} ${path}` === 'GET /sandbox/ledger') return { status: 200, body: { payments: ledger() } }
    if (`${method} ${path}` === 'POST /sandbox/release') return { status: 200, body: { released: faults.release() } }
    if (`${method} ${path}` !== 'POST /sandbox/faults') return { status: 404, body: { message: 'nothing is here' } }
    const { data, error } = z.safeParse(Fault, asked.body)
    if (error) return { status: 400, body: { message: z.prettifyError(error) } }
    faults.add(data)
    return { status: 204, body: undefined }
  }
  return { answer, ledger, stop: () => faults.stop(), close: () => book.close() }
}

interface Wires {
  readonly kakaopay: ReturnType<typeof kakaopayWire>
  readonly toss: ReturnType<typeof tossWire>
}

const wireOf = (path: string, { kakaopay, toss }: Wires) => {
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
