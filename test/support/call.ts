// One raw call of an endpoint, for tests that are generated from the contracts.

import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf } from '#kernel/http/contract.ts'
import { type Answer, type Sent, send as sendBy } from '#kit/testing/call.ts'
import { examples } from '#test/examples/api.ts'
import type { Example, ModuleExamples } from '#test/examples/example.ts'
import { inProcess } from './in-process.ts'

interface Case {
  readonly name: string
  readonly endpoint: Endpoint
  readonly example: Example
  readonly file: string
  /** A call that a rule refuses. */
  readonly refusal: Example | undefined
}

const byModule = new Map<string, Partial<ModuleExamples<Readonly<Record<string, Endpoint>>>>>(Object.entries(examples))

/** Every endpoint with a path of its own, and its example. */
export const cases: Case[] = endpointsOf(contracts)
  .filter((endpoint) => endpoint.route !== '$default')
  .map((endpoint) => {
    const { module, name, operation } = endpoint
    const example = byModule.get(module)?.examples?.[name]
    if (!example) throw new Error(`${operation} has no example in test/examples/${module}.ts`)
    return {
      name: operation,
      endpoint,
      example,
      file: `test/examples/${module}.ts`,
      refusal: byModule.get(module)?.refusals?.[name],
    }
  })

/** @param via reaches the API; the handlers of this process, unless given */
export const send = (endpoint: Pick<Endpoint, 'route'>, sent: Sent, via: typeof fetch = inProcess): Promise<Answer> =>
  sendBy(endpoint, sent, via)
