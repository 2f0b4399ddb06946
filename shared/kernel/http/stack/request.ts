// A request on its way through the stack, and what the layers learn of it.

import type middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Keyed } from '#kernel/commit/receipt.ts'
import type { Meter } from '#kernel/commit/store.ts'
import type { Endpoint } from '#kernel/http/contract.ts'
import type { Caller } from '#kernel/http/token.ts'

/** What the layers learn of one request, each its part. */
export interface Learned {
  caller?: Caller
  /** The body as JSON, before it is compared with the contract. */
  json?: unknown
  path: Record<string, string>
  query: Record<string, unknown>
  body: Record<string, unknown>
  keyed?: Keyed
  /** A guard has let the caller pass as the owner. */
  authorised?: true
  meter?: Meter
}

/** Lambda's context, and what is known of the request. */
export interface RequestContext extends Context {
  readonly learned: Learned
}

export type Result = APIGatewayProxyStructuredResultV2
export type Request = middy.Request<APIGatewayProxyEventV2, Result, Error, RequestContext>
export type Received = Pick<Request, 'event' | 'context'>

/** A middleware of the stack: one small factory that is given the endpoint it serves. */
export type Layer = (
  endpoint: Endpoint,
) => Pick<middy.MiddlewareObj<APIGatewayProxyEventV2, Result, Error, RequestContext>, 'before' | 'onError'>

/** @param name in lower case */
export const header = ({ event }: Pick<Request, 'event'>, name: string): string | undefined => event.headers[name]
