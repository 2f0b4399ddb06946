// Endpoints: a handler returns a plan for a call; the stack and the commit do the rest.

import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Committed, Replayed } from '#kernel/commit/attempt.ts'
import { commit, type Work } from '#kernel/commit/commit.ts'
import type { PageAsked, Position } from '#kernel/commit/listing.ts'
import type { First, Plan, PlanContext, Writing } from '#kernel/commit/plan.ts'
import { type Keyed, type Reply, receiptKey, requestHash } from '#kernel/commit/receipt.ts'
import type { Item } from '#kernel/data/condition.ts'
import { type AnyClause, authorises, brokenBy, type Clause, problemOf } from '#kernel/data/guards.ts'
import type { Language, Text } from '#kernel/data/language.ts'
import { type FieldsOf, Problem, type ProblemKind } from '#kernel/data/problem.ts'
import { InvalidRequest, KeyReused } from '#kernel/data/problems.ts'
import { typeId } from '#kernel/data/typeid.ts'
import type { Write } from '#kernel/data/write.ts'
import type { BodyOf, Codes, Endpoint, PathOf, QueryOf, Readable, ReplyOf, Writable } from './contract.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { languageOf } from './language.ts'
import { seal, unseal } from './sealed.ts'
import type { RefusedPage } from './stack/answer.ts'
import { addressOf } from './stack/edge.ts'
import type { Learned } from './stack/request.ts'
import { type LambdaHandler, stackFor, type Visit } from './stack/stack.ts'
import type { Caller } from './token.ts'

/** A request with the types of its contract, and the tools of a handler. */
export interface Call<E extends Endpoint> extends PlanContext<Readable<E>> {
  readonly path: PathOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
  readonly user: E['auth'] extends 'public' ? (E extends { recognises: true } ? Caller | undefined : undefined) : Caller
  /** The requested path. */
  readonly requested: string
  /** The caller's network address. */
  readonly address: string
  /** The header Accept. */
  readonly accepts: string
  /** The language of texts for people, from the header Accept-Language. */
  readonly language: Language
  /** The header User-Agent. */
  readonly client: string
  /** The id of the request, the same for every attempt with one Idempotency-Key. */
  readonly request: string
  /** The requested page of a list. */
  readonly page: PageAsked
  /** @returns the item if it satisfies all clauses @throws Problem of the first broken guard */
  require<T extends object>(item: T | undefined, ...clauses: Clause<string, Codes<E>, NoInfer<T>>[]): T
  refuse<K extends Extract<E['fails'][number], { code: Codes<E> }>>(
    kind: K,
    ...fields: object extends FieldsOf<K> ? [] : [FieldsOf<K>]
  ): never
  /** Refuses a value that its schema cannot check, such as a time in the past. @param pointer JSON pointer into the body */
  invalid(pointer: string, detail: Text): never
  /** Names the user in the log line of a request that no access token identifies, such as a sign-in. */
  identify(userId: string): void
  /** The cursor of the next page. */
  cursor(next: Position | undefined): string | null
}

/** The result of a handler. It can name only modules that the contract lets it write, and guards with declared problems. */
export type PlanOf<E extends Endpoint> =
  | (Writing<Readable<E>, Writable<E>, Codes<E>> & (Replied<E> | Refusing<E>))
  | First<Readable<E>, Writable<E>, Codes<E>>

interface Replied<E extends Endpoint> {
  readonly reply: ReplyOf<E>
  /** The redirect target of browsers; a caller that accepts JSON gets the reply. */
  readonly location?: string
  /** The reply as a page for browsers. */
  readonly page?: string
  readonly refuses?: never
}
/** A refusal with writes: the problem is answered after the writes are stored. */
interface Refusing<E extends Endpoint> {
  readonly refuses: Extract<E['fails'][number], { code: Codes<E> }>
}

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<PlanOf<E>> | PlanOf<E>

/** @returns the Lambda handler of an endpoint, which commits the plan and answers the reply */
export const endpoint = <E extends Endpoint>(entry: E, handler: Handler<E>, refused?: RefusedPage): LambdaHandler =>
  stackFor(entry, async (visit) => replyOf(visit, await commit(workOf(visit, handler))), refused)

/** The work of the final transaction: its value is the reply, which the receipt stores. */
export const workOf = <E extends Endpoint>(visit: Visit<E>, handler: Handler<E>): Work<Reply> => ({
  ...settingOf(visit),
  plan: async () => toPlan(visit, await handler(callOf(visit))),
  replyOf: (reply) => concealed(visit, reply),
})

/** The common part of all transactions of a visit. */
export const settingOf = ({ endpoint, learned, store, world }: Visit<Endpoint>) => ({
  store,
  world,
  keyed: learned.keyed,
  operation: endpoint.operation,
  precedence: endpoint.fails.map(({ code }) => code),
})

export const replyOf = (visit: Visit<Endpoint>, result: Committed<Reply> | Replayed): Reply =>
  result.kind === 'committed' ? result.value : opened(visit, result.reply)

/** The reply as its receipt stores it. */
const concealed = ({ endpoint, learned, world }: Visit<Endpoint>, { body, ...reply }: Reply): Reply =>
  endpoint.conceals && learned.keyed
    ? { ...reply, sealed: seal(useOf(learned.keyed), JSON.stringify(body), world.random) }
    : { ...reply, body }

/** @throws Problem if another HMAC key has encrypted the reply: the request has taken effect, but its reply is lost */
const opened = ({ learned }: Visit<Endpoint>, { sealed, ...reply }: Reply): Reply => {
  if (sealed === undefined || !learned.keyed) return reply
  const body = unseal(useOf(learned.keyed), sealed)
  if (body === undefined) throw new Problem(KeyReused, {}, UNREADABLE)
  return { ...reply, body: JSON.parse(body) }
}

const useOf = (keyed: Keyed): string => receiptKey(keyed).pk

const UNREADABLE: Text = {
  en: 'A request with this key has taken effect, but its reply contains a secret and can no longer be read, because the HMAC key of the service was replaced. Choose a new key for a new request.',
  ko: '이 Idempotency-Key로 보낸 요청은 반영되었지만, 서비스의 HMAC 키가 교체되어 비밀 값이 담긴 응답을 더는 읽을 수 없습니다. 새로 요청하려면 새 키를 사용해 주십시오.',
}

const toPlan = <E extends Endpoint>(visit: Visit<E>, plan: PlanOf<E>): Plan<Reply> => {
  if ('first' in plan) return plan
  const { endpoint } = visit
  const { writes = [] } = plan
  assertAuthorised(visit, writes)
  if (!('reply' in plan)) return { writes, refuses: new Problem(plan.refuses) }
  return { writes, value: { status: endpoint.reply[0], body: plan.reply, location: plan.location, page: plan.page } }
}

export const callOf = <E extends Endpoint>({ endpoint, event, learned, store, world }: Visit<E>): Call<E> => {
  const now = world.clock()
  const language = languageOf(event.headers['accept-language'])
  const { caller, path, query, body } = learned
  const { limit, cursor, ...filters } = query as { limit?: number; cursor?: string }
  const list = (): string => JSON.stringify([caller?.userId ?? null, endpoint.operation, path, filters])
  // The layers have parsed these values with the schemas of these types.
  const parsed = { path, query: filters, body, user: caller } as Pick<Call<E>, 'path' | 'query' | 'body' | 'user'>
  return {
    ...parsed,
    requested: event.rawPath,
    address: addressOf({ event }),
    accepts: event.headers['accept'] ?? '*/*',
    language,
    client: event.headers['user-agent'] ?? '',
    get request() {
      return nameOf(event, learned.keyed)
    },
    now: new Date(now).toISOString(),
    page: { limit: limit ?? 20, after: cursor === undefined ? undefined : decodeCursor(cursor, list()) },
    read: store,
    id: (prefix) => typeId(prefix, now, world.random(10)),
    random: world.random,
    require: (item, ...clauses) => {
      const kept = require(item, ...clauses)
      noteAuthorised(learned, clauses)
      return kept
    },
    refuse: (kind: ProblemKind, fields?: object) => {
      throw new Problem(kind, fields)
    },
    invalid: (pointer, detail) => {
      throw new Problem(InvalidRequest, { errors: [{ pointer, detail: detail[language] }] })
    },
    identify: (userId) => {
      learned.identified = userId
    },
    cursor: (next) => (next ? encodeCursor(next, list()) : null),
  }
}

const noteAuthorised = (learned: Learned, clauses: readonly AnyClause[]): void => {
  const { caller } = learned
  if (caller && clauses.some((clause) => authorises(clause, caller.userId))) learned.authorised = true
}

/** @throws Error if the plan of an endpoint for owners, or for a guarded role, has no guard on its caller */
export const assertAuthorised = (
  { endpoint, learned }: Pick<Visit<Endpoint>, 'endpoint' | 'learned'>,
  writes: readonly Pick<Write, 'requires'>[],
): void => {
  noteAuthorised(
    learned,
    writes.flatMap(({ requires }) => requires),
  )
  const { auth, operation } = endpoint
  const name = typeof auth === 'string' ? auth : auth.name
  const isGuarded = typeof auth === 'string' ? auth === 'owner' : auth.guarded === true
  if (isGuarded && !learned.authorised)
    throw new Error(
      `${operation} has auth '${name}', but its plan has no guard that authorises the caller. Add one with \`authorises: true\`.`,
    )
}

const nameOf = ({ requestContext }: APIGatewayProxyEventV2, keyed: Keyed | undefined): string =>
  keyed ? requestHash([keyed.scope, keyed.operation, keyed.key]) : requestContext.requestId

const require = <T extends object>(item: T | undefined, ...clauses: AnyClause[]): T => {
  const [broken] = brokenBy(item as Item | undefined, clauses)
  if (broken) throw problemOf(broken, item as Item | undefined)
  if (!item) throw new Error('No clause checks that the item exists. Add a guard that does.')
  return item
}
