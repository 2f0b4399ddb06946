// Contracts: what an endpoint promises. Handlers, routes, permissions, documents and clients derive from them.

import type * as z from 'zod/mini'
import type { IndexName } from '#kernel/data/key.ts'
import type { ProblemKind } from '#kernel/data/problem.ts'
import type { Parameter } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Access = Readonly<Record<string, 'read' | 'write'>>

/** A role, as access tokens carry it. */
export interface Role {
  readonly name: string
  /** The users who have the role, in the plural, for test names. */
  readonly holders: string
  /** The detail of the 403 that other users get. */
  readonly refusal: string
}

export interface EndpointSpec {
  /** Method and path template as API Gateway writes it, or `$default` for requests that no other route takes. */
  readonly route: `${Method} /${string}` | '$default'
  readonly summary: string
  /** public: anyone; user: anyone signed in; owner: those the resource belongs to; else those who have the role. */
  readonly auth: 'public' | 'user' | 'owner' | Role
  /** Public, but a valid access token tells who is calling. An invalid one is refused. */
  readonly recognises?: true
  /** Every write takes an Idempotency-Key unless it says `none`. */
  readonly idempotency?: 'required' | 'none'
  /** The body field that an Idempotency-Key belongs to where nobody is signed in. */
  readonly scope?: string
  readonly path?: Readonly<Record<string, Parameter>>
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniObject
  /** Body fields that are never stored or logged; a receipt keeps a slow hash of them. */
  readonly secrets?: readonly string[]
  readonly reply: readonly [status: number, body: z.ZodMiniType | null]
  /** A browser is sent on by a 303 with `Location`; a caller that accepts application/json gets the reply. */
  readonly redirects?: true
  /** Where the reply is a file or a page. */
  readonly file?: FileSpec
  /** In order of precedence: where several rules are broken, the first listed is answered. */
  readonly fails: readonly ProblemKind[]
  /** The modules whose items it reads or writes. */
  readonly access: Access
  /** The indexes that it reads. */
  readonly indexes?: readonly IndexName[]
  /** Signs access tokens, so it may read the private key. */
  readonly signs?: true
  /** Signs or verifies what browsers carry, so it knows the HMAC key. Every list does, for its cursors. */
  readonly seals?: true
  /** Talks to payment gateways, so it may read their keys. */
  readonly pays?: true
  /** Offers payment gateways, so it knows which there are, without their keys. */
  readonly offers?: true
  /** The folders of the bucket that it reads, writes or deletes from. */
  readonly objects?: Objects
  /** What a call may cost, unkeyed where a key is optional: round trips, read units, write units. The bench measures it. */
  readonly budget: Budget
}

export interface FileSpec {
  /** JSON unless given; of another type, the body is a text that goes out as it stands. */
  readonly type?: string
  /** What a page may do beyond showing its content, by directive of its Content-Security-Policy. */
  readonly allows?: Readonly<Record<string, string>>
  /** The text is the base64 of what was gzipped. */
  readonly gzip?: true
  /** How long caches may keep it; unless given, none does. */
  readonly maxAgeS?: number
}

export interface Budget {
  readonly trips: number
  readonly read: number
  readonly write: number
}

export type Objects = Readonly<Record<string, 'read' | 'write' | 'delete'>>

/** Work without a caller that waits, resumable at any point. */
interface WorkSpec {
  readonly summary: string
  readonly access: Access
  /** The indexes that it reads. */
  readonly indexes?: readonly IndexName[]
  /** As an endpoint's. */
  readonly pays?: true
  /** As an endpoint's. */
  readonly objects?: Objects
  /** Reads the whole table, page by page. Only the audit does. */
  readonly scans?: true
}

export interface ScheduleSpec extends WorkSpec {
  readonly everyMinutes: number
}

/** Run for each object that comes into a folder of the bucket, at least once. It decodes pictures. */
export interface ArrivalSpec extends WorkSpec {
  readonly arrivesIn: string
}

export type JobSpec = ScheduleSpec | ArrivalSpec

interface Named<M extends string, N extends string> {
  readonly module: M
  readonly name: N
  /** module.name, the operation's stable id. */
  readonly operation: `${M}.${N}`
  /** What its module is for. */
  readonly about: string
}

export type Endpoint<M extends string = string, N extends string = string, S extends EndpointSpec = EndpointSpec> = S &
  Named<M, N>
export type Job<M extends string = string, N extends string = string, S extends JobSpec = JobSpec> = S & Named<M, N>

export type Contract<M extends string, D> = {
  readonly [N in keyof D & string]: D[N] extends EndpointSpec
    ? Endpoint<M, N, D[N]>
    : D[N] extends JobSpec
      ? Job<M, N, D[N]>
      : never
}

/** @param about what the module is for, as documents say it: `Wallet: an account for each user.` */
export const contract = <const M extends string, const D extends Record<string, EndpointSpec | JobSpec>>(
  module: M,
  about: string,
  declared: D,
): Contract<M, D> =>
  Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => [
      name,
      { ...spec, module, about, name, operation: `${module}.${name}` },
    ]),
  ) as unknown as Contract<M, D>

export type AnyContract = Readonly<Record<string, Endpoint | Job>>

export const isEndpoint = (entry: Endpoint | Job): entry is Endpoint => 'route' in entry
export const isScheduled = <J extends Pick<Job, 'operation'>>(job: J): job is J & Job<string, string, ScheduleSpec> =>
  'everyMinutes' in job
export const isArrival = <J extends Pick<Job, 'operation'>>(job: J): job is J & Job<string, string, ArrivalSpec> =>
  'arrivesIn' in job
export const endpointsOf = (contracts: readonly AnyContract[]): Endpoint[] =>
  contracts.flatMap((one) => Object.values(one).filter(isEndpoint))
export const jobsOf = (contracts: readonly AnyContract[]): Job[] =>
  contracts.flatMap((one) => Object.values(one).filter((entry): entry is Job => !isEndpoint(entry)))

/** Where an endpoint's or a job's handler is, from the project's root: wallet.deposit is functions/wallet/deposit.ts. */
export const handlerPath = ({ module, name }: { module: string; name: string }): string =>
  `functions/${module}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`

/** @returns the method and the path template, or undefined for `$default` */
export const routeOf = ({ route }: Pick<EndpointSpec, 'route'>): { method: Method; path: string } | undefined => {
  const [method, path] = route.split(' ')
  return path === undefined ? undefined : { method: method as Method, path }
}

/** Whether a path is one of a template's: each parameter stands for one segment that is not empty. */
const pathFits = (template: string, path: string): boolean => {
  const asked = path.split('/')
  const parts = template.split('/')
  return (
    parts.length === asked.length &&
    parts.every((part, at) => (part.startsWith('{') ? asked[at] !== '' : part === asked[at]))
  )
}

/** The methods that endpoints take at a path. */
export const methodsAt = (endpoints: readonly Pick<EndpointSpec, 'route'>[], path: string): Method[] => {
  const routes = endpoints.flatMap((endpoint) => routeOf(endpoint) ?? [])
  return [...new Set(routes.filter((route) => pathFits(route.path, path)).map(({ method }) => method))]
}

export const takesKey = ({ route, idempotency }: EndpointSpec): boolean =>
  idempotency !== 'none' && /^(POST|PUT|PATCH|DELETE) /.test(route)

/** Whether it signs anything with the HMAC key, or verifies it. */
export const knowsHmacKey = ({ query, seals }: Pick<EndpointSpec, 'query' | 'seals'>): boolean =>
  seals === true || Object.hasOwn(query?.shape ?? {}, 'cursor')

// What the types of an endpoint say about its calls.

/** The modules whose items it may write. */
export type Writable<E extends EndpointSpec | JobSpec> = {
  [M in keyof E['access'] & string]: E['access'][M] extends 'write' ? M : never
}[keyof E['access'] & string]
/** The modules whose items it may read: those, and the ones it only reads. */
export type Readable<E extends EndpointSpec | JobSpec> = keyof E['access'] & string
export type Codes<E> = E extends { fails: readonly ProblemKind[] } ? E['fails'][number]['code'] : never

type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : Record<never, never>
export type PathOf<E extends EndpointSpec> = { [P in keyof E['path']]: string }
export type QueryOf<E extends EndpointSpec> = Parsed<E['query']>
export type BodyOf<E extends EndpointSpec> = Parsed<E['body']>
export type ReplyOf<E extends EndpointSpec> = E['reply'] extends readonly [number, infer S extends z.ZodMiniType]
  ? z.input<S>
  : undefined
