// Both gateways without a network: their APIs, the pay page and endpoints for tests.

import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod/mini'
import { parseJson } from '#kernel/data/json.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { languageOf, prefersPage } from '#kernel/http/language.ts'
import { type BookOptions, type LedgerEntry, ledgerOf, openBook, type Reply } from './book.ts'
import { Fault, modes, newFaults, steps } from './faults.ts'
import { kakaopayWire } from './kakaopay.ts'
import { otherPage, type Page, payPage } from './page.ts'
import { tossWire } from './toss.ts'
import { webhook } from './webhook.ts'

export interface GatewayOptions extends BookOptions {
  /** Where pay pages are. */
  readonly url: string
  readonly clock: () => number
  /** Receives a webhook for each change of a Toss payment. */
  readonly webhookUrl?: string | undefined
}

export interface Arrived {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A call that hangs stays open until the caller ends it; one that drops loses its connection. */
export type Outcome = Reply | Page | 'hang' | 'drop'

export interface Gateways {
  answer(request: Arrived): Promise<Outcome>
  /** Every payment with its captures and refunds. */
  ledger(): LedgerEntry[]
  /** All that they have stored; a change replaces what it changes. */
  contents(): readonly object[]
  /** @returns what puts the payments in memory back as they are now */
  save(): () => void
  /** Drops delayed calls. */
  stop(): void
  close(): void
}

/** @throws Refusal if the file is damaged */
export const openGateways = ({ url, clock, webhookUrl, ...options }: GatewayOptions): Gateways => {
  const pageOf = (tid: string): string => `${url}/pay/${tid}`
  const book = openBook(options, webhookUrl ? webhook(webhookUrl, pageOf, clock) : undefined)
  const faults = newFaults()
  const wires = { kakaopay: kakaopayWire(book, clock, pageOf), toss: tossWire(book, clock, pageOf) }
  const ledger = () => ledgerOf(book, clock())
  return {
    answer: (request) => answer(request, { ...wires, book, faults, clock, ledger }),
    ledger,
    contents: book.contents,
    save: book.save,
    stop: faults.stop,
    close: book.close,
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

/** What programs find at the root. */
const contents = {
  message: 'This sandbox stands in for KakaoPay and Toss Payments.',
  addresses: {
    '/online/v1/payment/*': "KakaoPay's API",
    '/v1/payments': "the API of Toss Payments, with '/v1/payments/*'",
    'GET /pay/{id}': 'the pay page of a payment',
    'GET /sandbox/ledger': 'every payment with its captures and refunds',
    'POST /sandbox/faults': `simulates a fault: {step: ${steps.join(' | ')}, mode: ${Object.keys(modes).join(' | ')}, orderId?, times?, ms?}`,
    'DELETE /sandbox/faults': 'drops the simulated faults',
    'POST /sandbox/release': 'releases the calls that a fault delays',
  },
}
const nothing = { message: 'Nothing is at this address for this method. GET / lists the addresses of the sandbox.' }

const answer = async ({ method, headers, body, ...request }: Arrived, parts: Parts): Promise<Outcome> => {
  const { book, faults, clock } = parts
  const { pathname: path } = new URL(request.path, 'http://sandbox')
  const pay = /^\/pay\/([A-Za-z0-9]+)$/.exec(path)?.[1]
  const visit = { tid: pay ?? '', nowMs: clock(), language: languageOf(headers['accept-language']) }
  if (pay && method === 'GET') return payPage(book, faults, visit)
  if (pay && method === 'POST') return payPage(book, faults, { ...visit, form: new URLSearchParams(body) })

  const asked = { method, path, headers, body: json(body) }
  const wire = wireOf(path, parts)
  if (wire) {
    const call = wire(asked)
    return 'act' in call ? faults.perform(call) : call
  }
  if (`${method} ${path}` === 'GET /sandbox/ledger') return { status: 200, body: { payments: parts.ledger() } }
  if (`${method} ${path}` === 'POST /sandbox/release') return { status: 200, body: { released: faults.release() } }
  if (`${method} ${path}` === 'DELETE /sandbox/faults') return { status: 200, body: { cleared: faults.clear() } }
  if (method === 'GET' && prefersPage(headers.accept)) return otherPage(path, visit.language)
  if (`${method} ${path}` === 'GET /') return { status: 200, body: contents }
  if (`${method} ${path}` !== 'POST /sandbox/faults') return { status: 404, body: nothing }
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

/** A reply as it goes over the wire. */
export const wired = (outcome: Reply | Page) => {
  const page = 'html' in outcome || 'location' in outcome
  const text = page ? (outcome.html ?? '') : JSON.stringify((outcome as Reply).body)
  const headers = {
    ...protection(),
    'content-type': page ? 'text/html; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
    ...('location' in outcome && outcome.location ? { location: outcome.location } : {}),
    // The form posts to this page, which redirects to the shop at any address.
    ...(page ? { 'content-security-policy': policyOf(text, { 'form-action': '*' }) } : {}),
  }
  return { status: outcome.status, headers, text }
}

/** fetch() that reaches these gateways without a network. */
export const gatewayFetch =
  ({ answer }: Pick<Gateways, 'answer'>): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const headers = Object.fromEntries(request.headers)
    const { method } = request
    const outcome = await answer({ method, path: pathname + search, headers, body: await request.text() })
    if (outcome === 'hang' || outcome === 'drop') throw new TypeError('fetch failed')
    const { status, headers: given, text } = wired(outcome)
    return new Response(status === 204 ? null : text, { status, headers: given })
  }
