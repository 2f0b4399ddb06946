// Examples: for every endpoint of a contract one call that succeeds. The generated suites are made from them.

import { type AnyContract, type Endpoint, endpointsOf } from '#kernel/http/contract.ts'
import type { Prepared } from './call.ts'

/** Prepares the world, and says what to call. W: the world. */
export type Example<W> = (world: W) => Promise<Prepared>

/** The endpoints that have a path of their own. */
export type Routed<C extends AnyContract> = keyof {
  readonly [N in keyof C as C[N] extends Endpoint ? (C[N]['route'] extends '$default' ? never : N) : never]: N
}

/** One for every endpoint: one that is left out does not compile. */
export type Examples<C extends AnyContract, W> = { readonly [N in Routed<C>]: Example<W> }

/** An endpoint and a call of it that succeeds. */
export interface Exemplified<W> {
  readonly endpoint: Endpoint
  readonly example: Example<W>
  /** Where the example is, for the message of a failure. */
  readonly file: string
}

export const exemplified = <C extends AnyContract, W>(
  contract: C,
  examples: Examples<C, W>,
  file: string,
): Exemplified<W>[] => {
  const named = new Map<string, Example<W>>(Object.entries(examples))
  return endpointsOf([contract])
    .filter(({ route }) => route !== '$default')
    .map((endpoint) => {
      const example = named.get(endpoint.name)
      if (!example) throw new Error(`${endpoint.operation} has no example in ${file}`)
      return { endpoint, example, file }
    })
}
