// The mailbox on one port: takes the mails of an instance, shows them, and hands them to an SMTP server if there is one.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import * as z from 'zod/mini'
import { readBody } from '#infra/local/body.ts'
import { rejectionOf } from '#infra/local/origin.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { languageOf, prefersPage } from '#kernel/http/language.ts'
import { type Book, Handed, type Kept, openBook } from './book.ts'
import { listPage, missingPage } from './page.ts'

export interface MailboxOptions {
  readonly host?: string
  /** 0 selects a free port. */
  readonly port: number
  /** Undefined: mails stay in memory. */
  readonly dataFile?: string | undefined
  /** Also sends each mail through this server, such as smtps://user:password@host. */
  readonly smtpUrl?: string | undefined
  /** The sender of mails that are sent. */
  readonly from?: string | undefined
}

export interface Mailbox {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

const FROM = 'Holdfast <no-reply@localhost>'

/** @throws Refusal if the port is in use */
export const startMailbox = async (options: MailboxOptions): Promise<Mailbox> => {
  const { host = '127.0.0.1', port, dataFile, smtpUrl, from = FROM } = options
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw new Refusal(
      `The mailbox cannot listen on ${host}:${port} (${(error as { code?: string }).code}). Set MAILBOX_PORT to another port.`,
    )
  }
  const { port: taken } = server.address() as AddressInfo
  const book = openBook(dataFile)
  const transport = smtpUrl ? createTransport(smtpUrl) : undefined
  const post: Post = async (mail) => {
    const { to, subject, text, html, language } = mail
    // A mail that the server does not take is not kept either: the outbox sends it again.
    await transport?.sendMail({ from, to, subject, text, html, headers: { 'content-language': language } })
    book.add(mail)
  }
  server.on('request', (request, response) => {
    const rejected = rejectionOf(request, host)
    const answered = rejected
      ? Promise.resolve(problem(rejected.status, rejected.words.en.detail))
      : answer(request, book, post)
    answered
      .then((reply) => send(response, reply))
      .catch((error: Error) => {
        console.error(`holdfast: the mail server refused a mail: ${error.message}`)
        send(response, problem(502, 'The mail server refused the mail.'))
      })
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    stop: async () => {
      transport?.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

type Post = (mail: Kept) => Promise<void>

interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly policy?: string
}

const json = (status: number, body: unknown): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})
const problem = (status: number, message: string): Reply => json(status, { message })
const page = (status: number, body: string): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body,
  policy: policyOf(body),
})

/** A mail may style itself, and do nothing else. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"

const answer = async (request: IncomingMessage, book: Book, post: Post): Promise<Reply> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mailbox')
  const asked = `${request.method} ${pathname}`
  const language = languageOf(request.headers['accept-language'])
  if (asked === 'GET /') return page(200, listPage(book.all(), language))
  if (asked === 'GET /messages') {
    const items = book.all(searchParams.get('to') ?? undefined)
    return json(200, { items: items.map(({ to, subject, text, html, at }) => ({ to, subject, text, html, at })) })
  }
  const place = /^GET \/messages\/(\d{1,6})$/.exec(asked)?.[1]
  const shown = place === undefined ? undefined : book.all()[Number(place)]
  if (shown) return { status: 200, type: 'text/html; charset=utf-8', body: shown.html, policy: MAIL_POLICY }
  if (request.method === 'GET' && prefersPage(request.headers.accept)) return page(404, missingPage(language))
  if (asked !== 'POST /messages') return problem(404, 'Nothing is here. The mailbox is at /.')
  const body = await readBody(request)
  const { data, error } = z.safeParse(Handed, parsed(Buffer.isBuffer(body) ? body.toString() : ''))
  if (error) return problem(400, z.prettifyError(error))
  await post({ ...data, at: new Date().toISOString() })
  return json(201, {})
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const send = (response: ServerResponse, { status, type, body, policy }: Reply): void => {
  response.writeHead(status, {
    ...protection(),
    'content-type': type,
    'cache-control': 'no-store',
    ...(policy ? { 'content-security-policy': policy } : {}),
  })
  response.end(body)
}
