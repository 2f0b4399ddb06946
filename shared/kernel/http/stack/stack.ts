// The stack of layers behind every endpoint: validates the request, runs the work, answers.

import middy from '@middy/core'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { openConnection } from '#kernel/commit/connection.ts'
import type { Reply } from '#kernel/commit/receipt.ts'
import { type Runtime, runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Unavailable } from '#kernel/data/problems.ts'
import { upcasting } from '#kernel/http/clients.ts'
import type { Endpoint } from '#kernel/http/contract.ts'
import { answerProblem, answerReply, type RefusedPage } from './answer.ts'
import { authenticate } from './authenticate.ts'
import { body } from './body.ts'
import { edge } from './edge.ts'
import { isShared, type Layer, type Learned, type RequestContext, type Result } from './request.ts'
import { shape } from './shape.ts'

export type LambdaHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Result>

/** One request at an endpoint, with its tools. */
export interface Visit<E extends Endpoint> {
  readonly endpoint: E
  readonly event: APIGatewayProxyEventV2
  readonly learned: Learned
  readonly store: Store
  readonly world: Runtime
}

const layers: readonly Layer[] = [edge, authenticate, body, shape]
/** Unmatched requests have no contract to validate against. */
const bare: readonly Layer[] = [edge]

/** The time limit for sending calls to the store. A call takes at most 4 s, so a request takes at most 25 s. */
const REQUEST_MS = 20_000
/** The time limit of a reply, whatever the request still waits for. */
const ANSWER_MS = 24_500

/** @param work returns the reply, or throws a Problem */
export const stackFor = <E extends Endpoint>(
  endpoint: E,
  work: (visit: Visit<E>) => Promise<Reply>,
  refused?: RefusedPage,
): LambdaHandler => {
  if (Object.keys(endpoint.access).length > 0) openConnection()
  const stack = middy<APIGatewayProxyEventV2, Result, Error, RequestContext>(
    async (event: APIGatewayProxyEventV2, context: RequestContext) => {
      const world = runtime()
      const { elapsed, memory } = world
      const deadline = { until: elapsed() + REQUEST_MS, elapsed }
      const { learned } = context
      const isReading = !Object.values(endpoint.access).includes('write')
      const eventual = isShared(endpoint, learned) || (world.readsEventually && isReading)
      const store = new Store(upcasting(world.client), world.tableName, undefined, { deadline, memory, eventual })
      learned.meter = store.meter
      const reply = await inTime(work({ endpoint, event, learned, store, world }), world)
      return answerReply(endpoint, { event, context }, reply)
    },
  )
  stack.use(answerProblem(endpoint, refused))
  for (const layer of endpoint.route === '$default' ? bare : layers) stack.use(layer(endpoint))
  return (event, context) => stack(event, { ...context, learned: { path: {}, query: {}, body: {} } })
}

/** @throws Problem if the work takes too long; the rest of it stops at its next call to the store */
const inTime = async (work: Promise<Reply>, { later }: Runtime): Promise<Reply> => {
  const { promise: over, reject } = Promise.withResolvers<never>()
  const cancel = later(ANSWER_MS, () => reject(new Problem(Unavailable)))
  try {
    return await Promise.race([work, over])
  } finally {
    cancel()
    work.catch(() => undefined)
  }
}
