// Contracts: the declaration of endpoints and jobs. Routes, permissions, documents and clients derive from them.

import type * as z from 'zod/mini'
import type { IndexName } from '#kernel/data/key.ts'
import type { Text } from '#kernel/data/language.ts'
import type { ProblemKind } from '#kernel/data/problem.ts'
import type { Parameter } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Access = Readonly<Record<string, 'read' | 'write'>>

/** A role in an access token. */
export interface Role {
  readonly name: string
  /** The users who have the role, in the plural, for test names. */
  readonly holders: string
  /** The detail of the 403 that other users get. */
  readonly refusal: Text
  /** The role can end before its access tokens do, so every plan must have a guard that authorises the caller. */
  readonly guarded?: true
}

export interface EndpointSpec {
  /** The method and path template in API Gateway's syntax, or `$default` for unmatched requests. */
  readonly route: `${Method} /${string}` | '$default'
  readonly summary: string
  /**
   * public: any caller; user: any signed-in user; owner: the owner of the resource; otherwise: users with the role. For an owner
   * and a guarded role, every plan must have a guard that authorises the caller.
   */
  readonly auth: 'public' | 'user' | 'owner' | Role
  /** Public, but a valid access token identifies the caller. An invalid token is refused. */
  readonly recognises?: true
  /** Every write accepts an Idempotency-Key, unless `none`. */
  readonly idempotency?: 'required' | 'none'
  /**
   * Its earlier operations, the first one first, such as `['wallet.deposit']`. Receipts stay under the first name, so a request that is
   * repeated after a renaming is replayed.
   */
  readonly formerly?: readonly string[]
  /** The body field that scopes the Idempotency-Key of callers who are not signed in. */
  readonly scope?: string
  readonly path?: Readonly<Record<string, Parameter>>
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniObject
  /** Body fields that are never stored or logged; a receipt stores a slow hash of them. */
  readonly secrets?: readonly string[]
  readonly reply: readonly [status: number, body: z.ZodMiniType | null]
  /** A browser gets a 303 with `Location`; a caller that accepts application/json gets the reply. */
  readonly redirects?: true
  /** Fields of the example of its reply that differ from those of the schema: `{ status: 'CANCELLED' }`. */
  readonly shows?: Readonly<Record<string, unknown>>
  /** A browser gets the reply as a page. */
  readonly pages?: true
  /**
   * A public read whose reply without a caller may be so many seconds old: it is read eventually consistently, and caches may
   * keep it.
   */
  readonly sharedForS?: number
  /** For a reply that is a file or a page. */
  readonly file?: FileSpec
  /** The reply contains secrets: its receipt stores it encrypted, so it gets the HMAC key. */
  readonly conceals?: true
  /** In order of precedence: if several guards are broken, the first listed problem is answered. */
  readonly fails: readonly ProblemKind[]
  /** The modules whose items it reads or writes. */
  readonly access: Access
  /** The indexes that it reads. */
  readonly indexes?: readonly IndexName[]
  /** Reads partitions of every module: those that an audit has named. */
  readonly inspects?: true
  /** Signs access tokens, so its role may read the private key. */
  readonly signs?: true
  /** Signs or verifies values that browsers carry, so it gets the HMAC key. Lists always get it, for cursors. */
  readonly seals?: true
  /** Calls payment gateways, so its role may read their keys. */
  readonly pays?: true
  /** Offers payment gateways, so it gets their list without keys. */
  readonly offers?: true
  /** Writes mails or depends on whether mail is sent, so it gets the setting. */
  readonly mails?: 'writes'
  /** Its page links to the product, so it gets the product's address. */
  readonly links?: true
  /** Moves money into or out of the service, so it gets the settings of who may. */
  readonly moves?: true
  /** The bucket folders that it reads, writes or deletes from. */
  readonly objects?: Objects
  /**
   * The maximum cost of a call, without a key if the key is optional: round trips, read units, write units. The bench measures
   * it.
   */
  readonly budget: Budget
}

export interface FileSpec {
  /** JSON by default; for another type, the body is a string that is sent unchanged. */
  readonly type?: string
  /** The name under which a browser saves it. */
  readonly name?: string
  /** Additional sources of a page, by directive of its Content-Security-Policy. */
  readonly allows?: Readonly<Record<string, string>>
  /** The body is base64 of gzipped content. */
  readonly gzip?: true
  /** The cache lifetime in seconds; by default the reply is not cached. */
  readonly maxAgeS?: number
}

export interface Budget {
  readonly trips: number
  readonly read: number
  readonly write: number
}

export type Objects = Readonly<Record<string, 'read' | 'write' | 'delete'>>

/** Work without a waiting caller, resumable at any point. */
interface WorkSpec {
  readonly summary: string
  readonly access: Access
  /** The indexes that it reads. */
  readonly indexes?: readonly IndexName[]
  /** See EndpointSpec. */
  readonly pays?: true
  /** `sends`: calls the mail service, so its role may. */
  readonly mails?: 'writes' | 'sends'
  /** `fills`: knows where events go. `sends`: posts them to webhooks, signed with secrets, and to the bus. */
  readonly outlets?: 'fills' | 'sends'
  /** See EndpointSpec. */
  readonly objects?: Objects
  /** Reads the whole table page by page. Only the audit does. */
  readonly scans?: true
}

export interface ScheduleSpec extends WorkSpec {
  readonly everyMinutes: number
  /** The prefix of keys: in the cloud, the table's stream also runs the job for new items under it, within a second. */
  readonly follows?: string
  /** The name of a job of the module that it can start. A stream has no more than two readers. */
  readonly wakes?: string
}

/** Runs at least once for each object that is uploaded to a bucket folder. It decodes images. */
export interface ArrivalSpec extends WorkSpec {
  readonly arrivesIn: string
}

export type JobSpec = ScheduleSpec | ArrivalSpec

interface Named<M extends string, N extends string> {
  readonly module: M
  readonly name: N
  /** module.name, the stable id of the operation. */
  readonly operation: `${M}.${N}`
  /** A description of the module. */
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

/** @param about describes the module in documents: `Wallet: an account for each user.` */
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

/** The path of a handler from the project root: wallet.deposit is functions/wallet/deposit.ts. */
export const handlerPath = ({ module, name }: { module: string; name: string }): string =>
  `functions/${module}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`

/** @returns the method and the path template, or undefined for `$default` */
export const routeOf = ({ route }: Pick<EndpointSpec, 'route'>): { method: Method; path: string } | undefined => {
  const [method, path] = route.split(' ')
  return path === undefined ? undefined : { method: method as Method, path }
}

/** Whether a path matches a template: each parameter matches one non-empty segment. */
const pathFits = (template: string, path: string): boolean => {
  const asked = path.split('/')
  const parts = template.split('/')
  return (
    parts.length === asked.length &&
    parts.every((part, at) => (part.startsWith('{') ? asked[at] !== '' : part === asked[at]))
  )
}

/** An endpoint as it is routed. */
export type Routed = Pick<EndpointSpec, 'route'> & Partial<Pick<EndpointSpec, 'access'>>

/** Whether HEAD is answered like GET, without the body. A GET that writes, such as a callback of a gateway, takes no HEAD. */
export const takesHead = ({ route, access = {} }: Routed): boolean =>
  route.startsWith('GET ') && !Object.values(access).includes('write')

/** The routes that lead to an endpoint: its own, and HEAD beside GET. */
export const routesOf = (endpoint: Routed): string[] =>
  takesHead(endpoint) ? [endpoint.route, endpoint.route.replace('GET', 'HEAD')] : [endpoint.route]

/** The methods that endpoints take at a path. */
export const methodsAt = (endpoints: readonly Routed[], path: string): (Method | 'HEAD')[] => {
  const found = endpoints.flatMap((endpoint) => {
    const route = routeOf(endpoint)
    if (!route || !pathFits(route.path, path)) return []
    return takesHead(endpoint) ? [route.method, 'HEAD' as const] : [route.method]
  })
  return [...new Set(found)]
}

export const takesKey = ({ route, idempotency }: EndpointSpec): boolean =>
  idempotency !== 'none' && /^(POST|PUT|PATCH|DELETE) /.test(route)

type Sealing = Partial<Pick<EndpointSpec, 'query' | 'seals' | 'conceals'> & Pick<ScheduleSpec, 'outlets'>>

/** The name under which the receipts of an endpoint stand: that of its first edition. */
export const receiptName = ({ operation, formerly }: Pick<Endpoint, 'operation' | 'formerly'>): string =>
  formerly?.[0] ?? operation

/** Whether it signs, verifies or opens with the HMAC key. */
export const knowsHmacKey = ({ query, seals, conceals, outlets }: Sealing): boolean =>
  seals === true || conceals === true || outlets === 'sends' || Object.hasOwn(query?.shape ?? {}, 'cursor')

// The types of an endpoint's calls.

/** The modules whose items it may write. */
export type Writable<E extends EndpointSpec | JobSpec> = {
  [M in keyof E['access'] & string]: E['access'][M] extends 'write' ? M : never
}[keyof E['access'] & string]
/** The modules whose items it may read, including those it may write. */
export type Readable<E extends EndpointSpec | JobSpec> = keyof E['access'] & string
/** Beside the declared problems, a plan may find that its caller is gone. */
export type Codes<E> = E extends { fails: readonly ProblemKind[] }
  ? E['fails'][number]['code'] | 'unauthenticated'
  : never

type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : Record<never, never>
export type PathOf<E extends EndpointSpec> = { [P in keyof E['path']]: string }
export type QueryOf<E extends EndpointSpec> = Parsed<E['query']>
export type BodyOf<E extends EndpointSpec> = Parsed<E['body']>
export type ReplyOf<E extends EndpointSpec> = E['reply'] extends readonly [number, infer S extends z.ZodMiniType]
  ? z.input<S>
  : undefined
