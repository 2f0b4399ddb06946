// A request in the stack, and the results of its layers.

import type middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Keyed } from '#kernel/commit/receipt.ts'
import type { Meter } from '#kernel/commit/store.ts'
import type { Endpoint } from '#kernel/http/contract.ts'
import type { Caller } from '#kernel/http/token.ts'

/** The results of the layers. */
export interface Learned {
  caller?: Caller
  /** The user whom a handler identified, for the log. */
  identified?: string
  /** The parsed JSON body, before validation. */
  json?: unknown
  path: Record<string, string>
  query: Record<string, unknown>
  body: Record<string, unknown>
  keyed?: Keyed
  /** A guard has authorised the caller as the owner. */
  authorised?: true
  meter?: Meter
}

/** Lambda's context with the results of the layers. */
export interface RequestContext extends Context {
  readonly learned: Learned
}

export type Result = APIGatewayProxyStructuredResultV2
export type Request = middy.Request<APIGatewayProxyEventV2, Result, Error, RequestContext>
export type Received = Pick<Request, 'event' | 'context'>

/** A middleware factory for an endpoint. */
export type Layer = (
  endpoint: Endpoint,
) => Pick<middy.MiddlewareObj<APIGatewayProxyEventV2, Result, Error, RequestContext>, 'before' | 'onError'>

/** @param name in lower case */
export const header = ({ event }: Pick<Request, 'event'>, name: string): string | undefined => event.headers[name]

/** Whether the reply may be a moment old, because it is the same for every caller that is not signed in. */
export const isShared = ({ sharedForS }: Pick<Endpoint, 'sharedForS'>, { caller }: Pick<Learned, 'caller'>): boolean =>
  sharedForS !== undefined && caller === undefined
