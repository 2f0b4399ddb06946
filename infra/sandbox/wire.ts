// A parsed request of either gateway API, and the checks that both share.

import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod/mini'
import type { Reply } from './book.ts'
import type { Call } from './faults.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Undefined if it is not JSON. */
  readonly body: unknown
}

/** @returns a reply if the request is invalid */
export type Wire = (asked: Asked) => Call | Reply

export const url = z.string().check(
  z.maxLength(255),
  z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'expected a URL'),
)
