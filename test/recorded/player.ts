// Plays stories against an instance and records each request with its reply.

import { Placeholders } from './placeholders.ts'
import type { Server } from './server.ts'

/** Of a route such as "POST /matches/{matchId}/cancel". */
export interface Asked {
  /** Absent: not signed in. */
  readonly as?: Person | undefined
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number>>
  /** The raw query, instead of `query`. */
  readonly search?: string
  readonly key?: string
  readonly body?: unknown
  /** The raw body, instead of JSON. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The recorded form of the body, if it differs. */
  readonly noted?: (body: Body, text: string) => unknown
}

export interface Person {
  readonly name: string
  readonly userId: string
  readonly token: string
  readonly refreshToken: string
}

// biome-ignore lint/suspicious/noExplicitAny: replies are read as what they are
export type Body = any

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** A recorded request with its reply. */
export interface Noted {
  readonly step: string
  /** The route in the list of endpoints. */
  readonly route: string
  readonly request: object
  readonly reply: { readonly status: number; readonly headers: object; readonly body?: unknown }
}

const HEADERS = [
  ...['content-type', 'location', 'idempotency-replayed', 'retry-after', 'www-authenticate', 'allow', 'cache-control'],
]
export const PASSWORD = 'correct horse battery'

export class Player {
  readonly noted: Noted[] = []
  readonly server: Server
  readonly people = new Map<string, Person>()
  #story = ''
  readonly #steps = new Map<string, number>()
  readonly #placeholders: Placeholders

  constructor(server: Server) {
    this.server = server
    this.#placeholders = new Placeholders({ [server.url]: '<api>', [server.sandbox]: '<sandbox>' })
  }

  /** The prefix of the names of all following steps. */
  story(name: string): void {
    this.#story = name
  }

  /** Sends a request and records the reply. @param step what is special about it */
  async ask(step: string, route: string, asked: Asked = {}): Promise<Reply> {
    const { reply, text, target } = await this.#send(route, asked)
    const { as, key, body, raw, headers, noted } = asked
    const [method = ''] = route.split(' ')
    const sentRaw = raw !== undefined && raw.length > 200 ? `${raw.slice(0, 20)}... (${raw.length} characters)` : raw
    const names = this.#placeholders
    const shown = noted ? noted(reply.body, text) : (reply.body ?? (text === '' ? undefined : text))
    this.noted.push({
      step: this.#named(step),
      route,
      request: names.of({
        ...(as ? { as: as.name } : {}),
        call: `${method} ${target.replaceAll('%3A', ':')}`,
        ...(key === undefined ? {} : { key }),
        ...(headers ? { headers } : {}),
        ...(body === undefined ? {} : { body }),
        ...(sentRaw === undefined ? {} : { raw: sentRaw }),
      }) as object,
      reply: {
        status: reply.status,
        headers: this.#headersOf(reply.headers),
        ...(shown === undefined ? {} : { body: names.of(shown) }),
      },
    })
    return reply
  }

  /** Sends a request that a story needs, without recording it. @throws if it is refused */
  async need(route: string, asked: Asked = {}): Promise<Body> {
    const { reply, text } = await this.#send(route, asked)
    if (reply.status >= 400) throw new Error(`${this.#story}: ${route} was answered ${reply.status} ${text}`)
    return reply.body
  }

  /** A registered and signed-in user. */
  async person(name: string): Promise<Person> {
    await this.need('POST /users', { body: registration(name) })
    return this.signedIn(name)
  }

  async signedIn(name: string, password = PASSWORD): Promise<Person> {
    const { accessToken: token, refreshToken } = await this.need('POST /auth/tokens', {
      body: { username: name, password },
    })
    const unnamed = { name, userId: '', token, refreshToken }
    const { userId } = await this.need('GET /users/me', { as: unnamed })
    const person = { ...unnamed, userId }
    this.people.set(name, person)
    return person
  }

  /** The buyer's decision on a gateway's page. @returns the redirect as a route's query */
  async pays(redirectUrl: string, action: 'approve' | 'quit' | 'fail', fault = ''): Promise<Callback> {
    const form = new URLSearchParams({ action, fault })
    const answer = await fetch(redirectUrl, { method: 'POST', body: form, redirect: 'manual' })
    await answer.text()
    const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '')
    const [, , gateway = '', billingId = '', step = ''] = pathname.split('/')
    return {
      route: `GET /payments/{gateway}/{billingId}/${step}`,
      path: { gateway, billingId },
      query: Object.fromEntries(searchParams),
    }
  }

  #headersOf(headers: Headers): object {
    const found = HEADERS.flatMap((name) => {
      const value = headers.get(name)
      if (value === null) return []
      return [[name, name === 'retry-after' && value !== '1' ? '<seconds>' : this.#placeholders.text(value)]]
    })
    return Object.fromEntries(found)
  }

  #named(step: string): string {
    const name = `${this.#story}: ${step}`
    const count = (this.#steps.get(name) ?? 0) + 1
    this.#steps.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  }

  async #send(route: string, { as, path = {}, query, search = '', key, body, raw, headers = {} }: Asked) {
    const [method = '', template = ''] = route.split(' ')
    const target =
      template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(path[name]))) +
      (query ? `?${searchOf(query)}` : search)
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(`${this.server.url}${target}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const reply: Reply = {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    }
    return { reply, text, target }
  }
}

export interface Callback {
  readonly route: string
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

export const registration = (username: string) => ({
  ...{ username, email: `${username}@example.com`, password: PASSWORD, firstName: 'Minji', lastName: 'Kim' },
})

/** An unknown id. */
export const unknown = (kind: string): string => `${kind}_00000000000000000000000000`
/** Later than any edition will be compared. */
export const FAR = '2045-06-07T10:30:00.000Z'
export const soon = (ms: number): string => new Date(Date.now() + ms).toISOString()
/** Repeats until it holds: jobs run within seconds. */
export const comes = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come')
}
export const until = (time: string): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(time) - Date.now()) + 50))

const searchOf = (query: Readonly<Record<string, string | number>>): URLSearchParams =>
  new URLSearchParams(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])))
