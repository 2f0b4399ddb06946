// API Gateway and Lambda in front of the handlers: rates, environments, cold starts and the time limit, in virtual time.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { contracts } from '#functions/api.ts'
import { type Throttle, throttleOf } from '#infra/cloud/throttle.ts'
import { contextOf } from '#infra/local/context.ts'
import { eventOf } from '#infra/local/event.ts'
import type { Entry, Match, Router } from '#infra/local/router.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import type { World } from '../world.ts'
import type { Setting } from './assumptions.ts'
import { Bucket } from './bucket.ts'
import { type Environment, Lambda } from './lambda.ts'
import { draw, type Random } from './latency.ts'

/** As deployed. */
const throttles: ReadonlyMap<string, Throttle> = new Map(
  endpointsOf(contracts).map((endpoint) => [endpoint.operation, throttleOf(endpoint)]),
)
/** As deployed, a function has this much memory. */
const MEMORY_GB = 0.5

export interface ApiOptions {
  readonly setting: Setting
  readonly random: Random
  readonly route: Router<Entry>
  /** Milliseconds of an initialisation by operation, as `bench:cold` measured them. */
  readonly initMs: (operation: string) => number
  /** Requests a second of routes by operation, in place of the deployed ones. */
  readonly rates?: Readonly<Record<string, number>>
  readonly reserved?: Readonly<Record<string, number>>
}

export class ApiModel {
  readonly lambda: Lambda
  requests = 0
  /** By the rates of the account and its routes. */
  refused = 0
  readonly #options: ApiOptions
  readonly #world: World
  readonly #runtime: World['runtime']
  readonly #account: Bucket
  readonly #routes = new Map<string, Bucket>()
  readonly #environment = new AsyncLocalStorage<Environment>()
  #sent = 0

  constructor(world: World, options: ApiOptions) {
    this.#world = world
    this.#runtime = world.runtime
    this.#options = options
    const { setting, reserved } = options
    this.lambda = new Lambda(setting, reserved)
    this.#account = new Bucket(setting.accountRate, setting.accountBurst)
  }

  /** The environment that computes. */
  get environment(): Environment | undefined {
    return this.#environment.getStore()
  }

  get gigabyteSeconds(): number {
    return (this.lambda.billedMs / 1000) * MEMORY_GB
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = String(input)
    const { origin } = new URL(url)
    const target = url.slice(origin.length) || '/'
    const method = init.method ?? 'GET'
    const match = this.#options.route(method, target.split('?', 1)[0] as string)
    if (!match) throw new Error(`no route for ${method} ${target}`)
    const request = { method, url: target, init }
    const { endpoint, handler } = match.entry
    const { operation } = endpoint
    // What prepares a run meets no limit.
    if (!this.#world.process) return responseOf(await handler(this.#eventOf(match, request), endless(operation)))
    return responseOf(await this.#answer(match, request))
  }

  async #answer(match: Found, request: Asked): Promise<APIGatewayProxyStructuredResultV2> {
    const { setting, random } = this.#options
    const { pause } = this.#runtime
    this.requests += 1
    if (!this.#isWithinRates(match.entry.endpoint.operation)) {
      this.refused += 1
      return refusal(429, 'Too Many Requests')
    }
    const ownMs = draw(setting.gatewayP50, setting.gatewayP99, random)
    await pause(ownMs / 2)
    const result = await this.#inTime(this.#invoked(match, request))
    await pause(ownMs / 2)
    return result
  }

  /** The gateway stops waiting; the function goes on. */
  #inTime<T>(work: Promise<T | APIGatewayProxyStructuredResultV2>): Promise<T | APIGatewayProxyStructuredResultV2> {
    return new Promise((resolve, reject) => {
      const over = () => resolve(refusal(503, 'Service Unavailable'))
      const cancel = this.#runtime.later(this.#options.setting.gatewayTimeout, over)
      work.then(resolve, reject).finally(cancel)
    })
  }

  async #invoked(match: Found, request: Asked): Promise<APIGatewayProxyStructuredResultV2> {
    const { setting, random, initMs } = this.#options
    const { endpoint, handler } = match.entry
    const { operation } = endpoint
    const { pause } = this.#runtime
    const environment = this.lambda.enter(operation, this.#world.nowMs)
    if (!environment) return refusal(setting.busyStatus, 'Service Unavailable')
    let startsMs = 0
    if (!environment.isWarm) {
      startsMs = initMs(operation) * setting.initFactor
      await pause(draw(setting.sandboxP50, setting.sandboxP99, random) + startsMs)
    }
    const beganMs = this.#world.nowMs
    await pause(draw(setting.handlerP50, setting.handlerP99, random))
    try {
      const event = this.#eventOf(match, request)
      return await this.#environment.run(environment, () => handler(event, endless(operation)))
    } finally {
      this.lambda.leave(environment, startsMs + this.#world.nowMs - beganMs)
    }
  }

  #eventOf(match: Found, { method, url, init }: Asked) {
    const arrived = {
      ...{ method, url, httpVersion: '1.1' },
      rawHeaders: Object.entries(init.headers ?? {}).flat(),
      socket: { remoteAddress: '127.0.0.1', localPort: 443 },
    }
    const event = eventOf(arrived, Buffer.from(String(init.body ?? '')), match)
    this.#sent += 1
    // The same in every run of a seed: it becomes part of receipts.
    event.requestContext.requestId = `request-${this.#sent}`
    return event
  }

  #isWithinRates(operation: string): boolean {
    const { nowMs } = this.#world
    const route = this.#routeOf(operation)
    if (!this.#account.hasAt(nowMs) || !route.hasAt(nowMs)) return false
    this.#account.take(1)
    route.take(1)
    return true
  }

  #routeOf(operation: string): Bucket {
    const known = this.#routes.get(operation)
    if (known) return known
    const { rate, burst } = this.#rateOf(operation)
    const made = new Bucket(rate, burst)
    this.#routes.set(operation, made)
    return made
  }

  #rateOf(operation: string): Pick<Throttle, 'rate' | 'burst'> {
    const rate = this.#options.rates?.[operation]
    if (rate !== undefined) return { rate, burst: 2 * rate }
    const deployed = throttles.get(operation)
    if (!deployed) throw new Error(`no endpoint ${operation}`)
    return deployed
  }
}

/** The handlers' framework watches the remaining time with a real timer; here, time is the world's. */
const endless = (operation: string): Context => ({
  ...contextOf(operation),
  getRemainingTimeInMillis: () => 2 ** 31 - 1,
})

type Found = Match<Entry>

interface Asked {
  readonly method: string
  readonly url: string
  readonly init: RequestInit
}

const responseOf = ({ statusCode: status = 200, headers, body = '' }: APIGatewayProxyStructuredResultV2): Response =>
  new Response(status === 204 ? null : body, { status, headers: headers as Record<string, string> })

/** As API Gateway itself answers. */
const refusal = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})
