// A phone with an app: the typed client in a session, which may use only ids that replies have shown it.

import { api, contracts } from '#functions/api.ts'
import { session } from '#functions/client.ts'
import { api as clientsOf } from '#kernel/client/client.ts'
import type { Session, SessionTokens } from '#kernel/client/session.ts'
import { endpointsOf, routeOf } from '#kernel/http/contract.ts'

const BASE = 'http://api.test'
const IDS = /\b[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g

/** Routes with fewer parameters first: `/users/me` is no user id. */
const routes = endpointsOf(contracts)
  .flatMap((endpoint) => {
    const route = routeOf(endpoint)
    if (!route) return []
    const form = new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
    return [{ ...route, form, operation: endpoint.operation }]
  })
  .sort((one, other) => one.path.split('{').length - other.path.split('{').length)

/** The operation of a request. */
const operationOf = (method: string, path: string): string | undefined =>
  routes.find((one) => one.method === method && one.form.test(path))?.operation

export class Phone {
  readonly api: ReturnType<typeof newClients>
  /** The operations that this app has called with success. */
  readonly called = new Set<string>()
  readonly #session: Session
  readonly #known = new Set<string>()

  /** @param through reaches the API */
  constructor(through: typeof fetch) {
    const own: typeof fetch = (input, init) => this.#sends(String(input), init ?? {}, through)
    this.#session = session({ baseUrl: BASE, fetch: own })
    this.api = newClients(own, this.#session)
  }

  async signsIn(username: string, password: string, more: { code?: string } = {}): Promise<void> {
    const answer = await this.api.users.createTokens({ body: { username, password, ...more } })
    if (!answer.ok) throw new Error(`cannot sign in as ${username}: ${answer.code}`)
    this.#session.set(answer.body)
  }

  async signsOut({ refreshToken }: Pick<SessionTokens, 'refreshToken'>): Promise<void> {
    await this.api.users.logout({ body: { refreshToken } })
    this.#session.set(undefined)
  }

  /** The person reads it to the app: from a mail, or from the phone of a friend. */
  hears(text: string): void {
    for (const [id] of text.matchAll(IDS)) this.#known.add(id)
  }

  async #sends(url: string, init: RequestInit, through: typeof fetch): Promise<Response> {
    const method = init.method ?? 'GET'
    const asked = `${decodeURIComponent(url)} ${String(init.body ?? '')}`
    for (const [id] of asked.matchAll(IDS))
      if (!this.#known.has(id)) throw new Error(`The app cannot know ${id}, which it sends in ${method} ${url}.`)
    const response = await through(url, init)
    this.hears(await response.clone().text())
    const operation = operationOf(method, new URL(url).pathname)
    if (operation && response.ok) this.called.add(operation)
    return response
  }
}

const newClients = (through: typeof fetch, token: Session) => clientsOf(api, { baseUrl: BASE, fetch: through, token })
