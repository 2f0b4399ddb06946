// A request as either wire gets it, and what both check alike.

import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod/mini'
import type { Reply } from './book.ts'
import type { Call } from './faults.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Undefined where it is no JSON. */
  readonly body: unknown
}

/** @returns a reply where the request makes no sense */
export type Wire = (asked: Asked) => Call | Reply

export const url = z.string().check(
  z.maxLength(255),
  z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'expected a URL'),
)
