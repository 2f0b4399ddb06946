// The stage of a storm: one world with its table, gateways and clients, in which every request runs in a process of its own.

import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Event } from '#domain/events/event.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { createTable } from '#infra/local/table.ts'
import { type Gateways, gatewayFetch, openGateways } from '#infra/sandbox/gateways.ts'
import { seededBy } from '#infra/simulation/seeded.ts'
import { Tables } from '#infra/simulation/tables.ts'
import { CALM, type Chance } from '#infra/simulation/weather.ts'
import { World } from '#infra/simulation/world.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { everywhere } from '#kernel/data/problems.ts'
import { type Endpoint, routeOf } from '#kernel/http/contract.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'
import type { Answer, Attempt, Call, Request } from './calls.ts'
import { API, GATEWAYS, pretend } from './environment.ts'

const BEGAN = Date.parse('2026-11-26T00:00:00.000Z')
const TABLE = 'simulation'
/** A client asks so often at most. */
const MOST_ATTEMPTS = 4
/** A request whose reply was heard, or that was given up. */
export type Heard = (answer: Answer | undefined) => void

interface Served {
  readonly endpoint: Endpoint
  /** Of the problems that its contract declares. */
  readonly codes: ReadonlySet<string>
  readonly handler: LambdaHandler
}

export class Stage {
  readonly world: World
  readonly tables: Tables
  readonly gateways: Gateways
  readonly chance: Chance
  readonly calls: Call[] = []
  /** What went wrong, in words. */
  readonly failures: string[] = []
  /** Looks at the world after each event. */
  watch: () => void = () => {}
  readonly #seed: number
  readonly #served: ReadonlyMap<string, Served>
  readonly #jobs: ReadonlyMap<string, Handlers['jobs'][number]['handler']>
  readonly #begins = new Map<string, number>()
  /** What follows the death of a process, by name. */
  readonly #living = new Map<string, () => void>()
  readonly #putBack: () => void
  /** What the consumer of webhooks has taken, in order. */
  readonly taken: Event[] = []
  #webhooks = 0
  #broken = ''

  private constructor(seed: number, chance: Chance, handlers: Handlers) {
    this.#seed = seed
    this.chance = chance
    this.#served = new Map(
      handlers.entries.map((one) => {
        const { endpoint, handler } = one as { endpoint: Endpoint; handler: LambdaHandler }
        const codes = new Set([...endpoint.fails, ...everywhere].map(({ code }) => code))
        return [endpoint.operation, { endpoint, codes, handler }]
      }),
    )
    this.#jobs = new Map(handlers.jobs.map(({ job, handler }) => [job.operation, handler]))
    this.tables = new Tables({ clock: () => this.now })
    this.world = new World({
      tables: this.tables,
      began: BEGAN,
      lateIndexes: true,
      delay: (event) => (event.kind === 'begin' ? (this.#begins.get(event.process) ?? 0) : this.chance.delay(event)),
    })
    const ids = seededBy(seed, 'gateways')
    this.gateways = openGateways({
      url: GATEWAYS,
      clock: () => this.now,
      webhookUrl: `${API}/payments/toss/webhook`,
      random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(ids() * 256)),
    })
    this.#putBack = pretend(this.#fetch)
    const moods = this.random('consumer')
    bindRuntime({
      ...this.world.runtime,
      outside: ({ body }) =>
        this.world.call('POST webhook', { reads: [], writes: ['webhook'] }, async () => {
          const isStored = this.chance.weather === CALM || moods() > 0.2
          if (isStored) this.taken.push(JSON.parse(body))
          // Now and then it fails after it has stored the event.
          return isStored && (this.chance.weather === CALM || moods() > 0.1) ? 200 : 500
        }),
      tableName: TABLE,
      failed: ({ operation, error }) => {
        this.#broken = `${operation}: ${error instanceof Error ? error.stack : String(error)}`
      },
    })
  }

  static async open(seed: number, chance: Chance, handlers: Handlers): Promise<Stage> {
    const stage = new Stage(seed, chance, handlers)
    await createTable(stage.world.client, TABLE)
    return stage
  }

  close(): void {
    this.#putBack()
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return BEGAN + this.world.nowMs
  }

  iso(laterMs = 0): string {
    return new Date(this.now + laterMs).toISOString()
  }

  random(name: string): () => number {
    return seededBy(this.#seed, name)
  }

  says(line: string): void {
    this.world.history.push(line)
  }

  /** What functions reach besides the table. */
  readonly #fetch: typeof globalThis.fetch = async (input, init) => {
    const { origin, pathname } = new URL(String(input))
    if (origin === API) {
      this.#webhooks += 1
      this.#start(`webhook ${this.#webhooks}`, 0, () =>
        this.#invoke({ operation: 'billing.takeTossWebhook', body: JSON.parse(String(init?.body)) }, 'webhook'),
      )
      return new Response('{}')
    }
    const touches = { reads: [], writes: [origin] }
    const send = origin === GATEWAYS ? () => this.#atGateways(input, init) : async () => new Response('')
    return this.world.call(`${init?.method} ${pathname.replace(/\w{19,}.*$/, '...')}`, touches, send)
  }

  readonly #atGateways: typeof globalThis.fetch = (input, init) =>
    // A copy of a request has no signal of its own.
    gatewayFetch(this.gateways)(input, { ...init, signal: null })

  /** A buyer's browser at the page of a gateway, without the network. */
  readonly visit: typeof globalThis.fetch = (input, init) => gatewayFetch(this.gateways)(input, init)

  #start(name: string, delayMs: number, work: () => Promise<unknown>, dies: () => void = () => {}): void {
    this.#begins.set(name, delayMs)
    const options = { skewMs: this.chance.skewOf(name), seed: `${this.#seed} ${name}` }
    this.world.start(
      name,
      async () => {
        try {
          await work()
        } catch (error) {
          this.failures.push(`${name} broke: ${error instanceof Error ? error.stack : String(error)}`)
        }
        this.#living.delete(name)
      },
      options,
    )
    this.#living.set(name, dies)
  }

  /**
   * A client that makes a request, and makes it again where no reply came.
   * @param decide is asked for the request when the first attempt begins; undefined: there is nothing to ask
   */
  ask(name: string, delayMs: number, decide: () => Promise<Request | undefined>, hears: Heard): void {
    const random = this.random(`${name} client`)
    let call: Call | undefined
    let hasHeard = false
    let sent = 0
    let open = 0
    const given = (answer: Answer | undefined): void => {
      if (hasHeard) return
      hasHeard = true
      hears(answer)
    }
    const attempt = (ms: number): void => {
      sent += 1
      open += 1
      const process = sent === 1 ? name : `${name} (${sent})`
      const ended = (answer: Answer | undefined, record?: Attempt): void => {
        open -= 1
        const heard = answer && !this.chance.deaf(process) ? answer : undefined
        if (record && heard)
          Object.assign(record, { answer: heard, ended: this.world.history.length, endedAt: this.now })
        if (heard && heard.status !== 503) given(heard)
        if (hasHeard) return
        if (sent < MOST_ATTEMPTS && random() < 0.8) attempt(random() * 3000)
        else if (open === 0) given(undefined)
      }
      let record: Attempt | undefined
      const work = async (): Promise<void> => {
        const request = call?.request ?? (await decide())
        if (!request) return
        if (!call) {
          call = { name, request, attempts: [] }
          this.calls.push(call)
          // An impatient finger.
          if (random() < 0.05) attempt(random() * 30)
        }
        record = { process, began: this.world.history.length, beganAt: this.now }
        call.attempts.push(record)
        const answer = await this.#invoke(request, process)
        ended(answer, record)
      }
      this.#start(process, ms, work, () => ended(undefined, record))
    }
    attempt(delayMs)
  }

  /** One run of a job. */
  run(name: string, delayMs: number, operation: string, learns: (done: unknown) => void = () => {}): void {
    const handler = this.#jobs.get(operation)
    if (!handler) throw new Error(`there is no job ${operation}`)
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event' }
    this.#start(name, delayMs, async () => {
      try {
        const done = await handler(event, { awsRequestId: name } as never)
        this.says(`${this.world.nowMs} ${name}: ${JSON.stringify(done)}`)
        learns(done)
      } catch (error) {
        // It runs again within a minute.
        this.says(`${this.world.nowMs} ${name}: ${(error as Error).message}`)
        if (!isTrouble(error)) throw error
      }
    })
  }

  async #invoke(request: Request, process: string): Promise<Answer> {
    const { operation } = request
    const served = this.#served.get(operation)
    if (!served) throw new Error(`there is no endpoint ${operation}`)
    const { endpoint, codes, handler } = served
    const result = await handler(eventOf(endpoint, request, process), { awsRequestId: process } as never)
    const { statusCode = 200, headers = {}, body } = result
    const isJson = /json/.test(String(headers['content-type']))
    const answer = {
      status: statusCode,
      body: isJson && body ? JSON.parse(body) : (body ?? {}),
      replayed: headers['idempotency-replayed'] === 'true',
    }
    this.says(`${this.world.nowMs} ${process}: ${brief(request)} -> ${told(answer)}`)
    if (answer.status >= 500 && answer.status !== 503)
      this.failures.push(`${process}: ${answer.status} ${this.#broken}`)
    if (answer.status >= 400 && !codes.has(answer.body.code))
      this.failures.push(`${process}: the contract does not declare ${answer.status} ${answer.body.code}`)
    return answer
  }

  /** Events happen until none is left, or the next one is not due yet. @param until milliseconds of the world */
  async passes(until = Number.POSITIVE_INFINITY): Promise<void> {
    for (let next = this.world.nextStep; next && next.at <= until; next = this.world.nextStep) {
      const fate = this.chance.fate(next, this.#living.has(next.process))
      if (fate === 'dies') this.#kill(next.process)
      else await this.world.deliver(next.id, fate)
      this.watch()
    }
    if (Number.isFinite(until)) this.world.nowMs = Math.max(this.world.nowMs, until)
  }

  #kill(name: string): void {
    this.world.kill(name)
    const dies = this.#living.get(name)
    this.#living.delete(name)
    dies?.()
  }
}

/** Errors of the store and the network, and refusals, end a run of a job. */
const isTrouble = (error: unknown): boolean => {
  const { name = '', code = '' } = error as { name?: string; code?: string }
  return (
    /^(TimeoutError|ThrottlingException|TransactionCanceledException)$/.test(name) ||
    code === 'ECONNREFUSED' ||
    'kind' in (error as object)
  )
}

const eventOf = (endpoint: Endpoint, request: Request, process: string): APIGatewayProxyEventV2 => {
  const { path = {}, query, body, key, token } = request
  const { method = 'GET', path: template = '/' } = routeOf(endpoint) ?? {}
  const rawPath = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const rawQueryString = query ? new URLSearchParams(query).toString() : ''
  return {
    version: '2.0',
    routeKey: endpoint.route,
    rawPath,
    rawQueryString,
    headers: {
      accept: 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    requestContext: {
      accountId: '000000000000',
      apiId: 'simulation',
      domainName: 'api.test',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'simulation' },
      requestId: process,
      routeKey: endpoint.route,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(query ? { queryStringParameters: { ...query } } : {}),
    ...(Object.keys(path).length > 0 ? { pathParameters: { ...path } } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
    isBase64Encoded: false,
  }
}

const brief = ({ operation, path = {}, body, key }: Request): string =>
  [operation, ...Object.values(path), ...(body ? [JSON.stringify(body)] : []), ...(key ? [`key ${key}`] : [])].join(' ')

/** Access tokens hold a time and a signature by the process's key. */
const told = ({ status, body, replayed }: Answer): string =>
  `${status}${replayed ? ' again' : ''} ${JSON.stringify(body, (name, value) => (name === 'accessToken' ? '...' : value))}`
