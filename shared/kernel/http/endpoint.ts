// The one stack behind every endpoint: a handler turns a call into a plan, the kernel does everything else.

import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { commit, type Plan } from '#kernel/commit/commit.ts'
import { openConnection } from '#kernel/commit/connection.ts'
import type { Position } from '#kernel/commit/listing.ts'
import { type Reply, requestHash } from '#kernel/commit/receipt.ts'
import { type Runtime, runtime } from '#kernel/commit/runtime.ts'
import { type Read, Store } from '#kernel/commit/store.ts'
import type { Item } from '#kernel/data/condition.ts'
import { type FieldsOf, Problem, type ProblemKind } from '#kernel/data/problem.ts'
import { InvalidRequest, Unavailable } from '#kernel/data/problems.ts'
import { brokenBy, type Clause, problemOf } from '#kernel/data/rules.ts'
import { typeId } from '#kernel/data/typeid.ts'
import type { Check, Write } from '#kernel/data/write.ts'
import type { BodyOf, Codes, Endpoint, PathOf, QueryOf, Readable, ReplyOf, Writable } from './contract.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { answer } from './stack/answer.ts'
import { authenticate } from './stack/authenticate.ts'
import { body } from './stack/body.ts'
import { known, type Layer, learn, type Request } from './stack/request.ts'
import { shape } from './stack/shape.ts'
import type { Caller } from './token.ts'

/** A request as its contract types it, and all that a handler may use of the world. */
export interface Call<E extends Endpoint> {
  readonly path: PathOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
  readonly user: E['auth'] extends 'public' ? (E extends { recognises: true } ? Caller | undefined : undefined) : Caller
  /** The path as it was asked for. */
  readonly requested: string
  /** The caller's network address. */
  readonly address: string
  /** What the caller would like to read: the header Accept. */
  readonly accepts: string
  /** Names the request: the same for every try under one Idempotency-Key. */
  readonly request: string
  /** ISO 8601 with milliseconds; it moves on when the plan is made anew. */
  readonly now: string
  /** Which page of a list was asked for. */
  readonly page: { readonly limit: number; readonly after: Position | undefined }
  readonly read: Read<Readable<E>>
  /** A new TypeID. */
  id(prefix: string): string
  random(bytes: number): Uint8Array
  /** @returns the item, where it keeps the rules; else the first broken one is answered */
  require<T extends object>(item: T | undefined, ...clauses: Clause<string, Codes<E>>[]): T
  refuse<K extends Extract<E['fails'][number], { code: Codes<E> }>>(
    kind: K,
    ...fields: object extends FieldsOf<K> ? [] : [FieldsOf<K>]
  ): never
  /** Refuses a value that its schema cannot judge, such as a time in the past. @param pointer JSON pointer into the body */
  invalid(pointer: string, detail: string): never
  /** The cursor of what follows a page. */
  cursor(next: Position | undefined): string | null
}

/** What a handler returns. It cannot name a module it may not write, nor a rule whose problem is not declared. */
export type PlanOf<E extends Endpoint> = (Written<E> & (Replied<E> | Refusing<E>)) | Preceded<E>

/** A transaction of its own, such as the release of an expired hold; the handler plans again after it. */
interface Preceded<E extends Endpoint> {
  readonly first: readonly Write<Writable<E>, Codes<E>>[]
}

interface Written<E extends Endpoint> {
  readonly writes?: readonly (Write<Writable<E>, Codes<E>> | Check<Readable<E>, Codes<E>>)[]
}
interface Replied<E extends Endpoint> {
  readonly reply: ReplyOf<E>
  /** Where a browser goes on: whoever does not ask for JSON is sent there. */
  readonly location?: string
  readonly refuses?: never
}
/** A refusal that leaves a trace: answered once the writes are stored. */
interface Refusing<E extends Endpoint> {
  readonly refuses: Extract<E['fails'][number], { code: Codes<E> }>
}

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<PlanOf<E>> | PlanOf<E>

export type LambdaHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

const layers: readonly Layer[] = [answer, authenticate, body, shape]
/** What no route takes has no contract to be held to. */
const bare: readonly Layer[] = [answer]

export const endpoint = <E extends Endpoint>(entry: E, handler: Handler<E>): LambdaHandler =>
  stackFor(entry, (visit) => run(visit, handler as unknown as Handler<Endpoint>))

/** One request at an endpoint, and what it may use. */
export interface Visit {
  readonly endpoint: Endpoint
  readonly request: Pick<Request, 'event'>
  readonly store: Store
  readonly world: Runtime
}

/** When a request sends its last call to the store. A call takes 4 s at most, and no request takes more than 25 s. */
const REQUEST_MS = 20_000
/** When a request is answered, whatever it still waits for. */
const ANSWER_MS = 24_500

/** @throws Problem where the work takes too long; what is left of it stops at its next call to the store */
const inTime = async (work: Promise<Reply>): Promise<Reply> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem(Unavailable)), ANSWER_MS)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}

/** @param answerTo makes the reply, or throws a Problem */
export const stackFor = (endpoint: Endpoint, answerTo: (visit: Visit) => Promise<Reply>): LambdaHandler => {
  if (Object.keys(endpoint.access).length > 0) openConnection()
  const stack = middy((event: APIGatewayProxyEventV2) => {
    const world = runtime()
    const { elapsed } = world
    const store = new Store(world.client, world.tableName, undefined, { until: elapsed() + REQUEST_MS, elapsed })
    learn({ event }, { meter: store.meter })
    return inTime(answerTo({ endpoint, request: { event }, store, world }))
  })
  for (const layer of endpoint.route === '$default' ? bare : layers) stack.use(layer(endpoint) as middy.MiddlewareObj)
  return stack as unknown as LambdaHandler
}

const run = (visit: Visit, handler: Handler<Endpoint>): Promise<Reply> =>
  commit({ ...workOf(visit), plan: async () => toPlan(visit.endpoint, await handler(callOf(visit))) })

/** What every transaction of a visit has in common. */
export const workOf = ({ endpoint, request, store, world }: Visit) => ({
  store,
  world,
  keyed: known(request, 'keyed'),
  precedence: endpoint.fails.map(({ code }) => code),
})

export const toPlan = (endpoint: Endpoint, plan: PlanOf<Endpoint>): Plan => {
  if ('first' in plan) return plan
  const { writes = [], ...answers } = plan
  return answers.refuses
    ? { writes, refuses: new Problem(answers.refuses) }
    : { writes, reply: { status: endpoint.reply[0], body: answers.reply, location: answers.location } }
}

export const callOf = ({ endpoint, request, store, world }: Visit): Call<Endpoint> => {
  const now = world.clock()
  const caller = known(request, 'caller')
  const path = known(request, 'path')
  const { limit, cursor, ...filters } = (known(request, 'query') ?? {}) as { limit?: number; cursor?: string }
  const list = JSON.stringify([caller?.userId ?? null, endpoint.operation, path, filters])
  return {
    path,
    query: filters as never,
    body: known(request, 'body') as never,
    user: caller as never,
    requested: request.event.rawPath,
    address: request.event.requestContext.http.sourceIp,
    accepts: request.event.headers['accept'] ?? '*/*',
    request: nameOf(request),
    now: new Date(now).toISOString(),
    page: { limit: limit ?? 20, after: cursor === undefined ? undefined : decodeCursor(cursor, list) },
    read: store,
    id: (prefix) => typeId(prefix, now, world.random(10)),
    random: world.random,
    require,
    refuse: (kind: ProblemKind, fields?: object) => {
      throw new Problem(kind, fields)
    },
    invalid: (pointer, detail) => {
      throw new Problem(InvalidRequest, { errors: [{ pointer, detail }] })
    },
    cursor: (next) => (next ? encodeCursor(next, list) : null),
  }
}

const nameOf = (request: Pick<Request, 'event'>): string => {
  const keyed = known(request, 'keyed')
  return keyed ? requestHash([keyed.scope, keyed.operation, keyed.key]) : request.event.requestContext.requestId
}

const require = <T extends object>(item: T | undefined, ...clauses: Clause[]): T => {
  const [broken] = brokenBy(item as Item | undefined, clauses)
  if (broken) throw problemOf(broken, item as Item | undefined)
  if (!item) throw new Error('no clause asked whether the item exists')
  return item
}
