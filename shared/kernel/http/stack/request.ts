// What the middlewares learn of a request, each adding its part.

import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Keyed } from '#kernel/commit/receipt.ts'
import type { Meter } from '#kernel/commit/store.ts'
import type { Endpoint } from '#kernel/http/contract.ts'
import type { Caller } from '#kernel/http/token.ts'

export interface Request {
  readonly event: APIGatewayProxyEventV2
  response: unknown
  error: Error | null
}

export interface Known {
  readonly caller: Caller | undefined
  readonly json: unknown
  readonly path: Record<string, string>
  readonly query: Record<string, unknown>
  readonly body: Record<string, unknown>
  readonly keyed: Keyed | undefined
  readonly meter: Meter
}

/** A middleware of the stack: one small factory that is given the endpoint it serves. */
export type Layer = (endpoint: Endpoint) => {
  before?: (request: Request) => Promise<void> | void
  after?: (request: Request) => Promise<void> | void
  onError?: (request: Request) => Promise<void> | void
}

/** Beside the event, because that is all that middy hands to the handler at the end. */
const knowledge = new WeakMap<APIGatewayProxyEventV2, Partial<Known>>()

/** Adds what a layer learned. */
export const learn = ({ event }: Pick<Request, 'event'>, learned: Partial<Known>): void => {
  knowledge.set(event, { ...knowledge.get(event), ...learned })
}

/** @returns what an earlier layer learned */
export const known = <N extends keyof Known>({ event }: Pick<Request, 'event'>, name: N): Known[N] =>
  knowledge.get(event)?.[name] as Known[N]

/** @param name in lower case */
export const header = ({ event }: Request, name: string): string | undefined => event.headers[name]
