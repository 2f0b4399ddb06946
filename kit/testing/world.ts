// A world for tests: a table of its own, a clock that can be moved, people with tokens, the API called in this process.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { importJWK, type JWK, SignJWT } from 'jose'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import type { Invariant } from '#kernel/data/invariants.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { ISSUER } from '#kernel/http/token.ts'
import type { NewClient } from './engine.ts'
import { newTable, type TestTable } from './table.ts'

export interface Person {
  readonly userId: string
  readonly token: string
}

export interface World<P extends Person = Person> {
  readonly table: TestTable
  /** Reaches the API. */
  readonly fetch: typeof fetch
  /** A new client of the table's engine, for a test that tampers with one. */
  newClient(): DynamoDBDocumentClient
  /** ISO 8601, by the world's clock. */
  now(laterMs?: number): string
  /** What broke in a handler last: its caller sees an opaque 500. */
  lastFailure(): unknown
  /** Adds to the clock. */
  passes(ms: number): void
  /** A person with a valid token, of whom nothing is stored. */
  stranger(role?: string): Promise<P>
  /** The same person with a new token, once the first has run out. */
  speaks(userId: string, role?: string): Promise<P>
}

export interface WorldOptions {
  readonly newClient: NewClient
  readonly fetch: typeof fetch
  readonly invariants: readonly Invariant[]
}

/** Makes a world on a fresh table, and binds the runtime of this process to it. */
export const makeWorld = async ({ newClient, fetch, invariants }: WorldOptions): Promise<World> => {
  const table = await newTable(newClient(), invariants)
  let offset = 0
  // A quarter as fast as the real one, so that a machine with other things to do reaches no bound of seconds.
  const began = Date.now()
  const clock = () => began + Math.floor((Date.now() - began) / 4) + offset
  let broken: unknown
  const failed = ({ error }: { readonly error: unknown }): void => {
    broken = error
  }
  bindRuntime({ failed, client: table.client, tableName: table.name, clock, elapsed: () => performance.now() / 4 })
  const speaks: World['speaks'] = async (userId, role = 'USER') => ({ userId, token: await tokenFor(userId, role) })
  return {
    table,
    fetch,
    newClient,
    now: (laterMs = 0) => new Date(runtime().clock() + laterMs).toISOString(),
    lastFailure: () => broken,
    passes: (ms) => {
      offset += Math.ceil(ms)
    },
    speaks,
    stranger: (role) => speaks(typeId('user', runtime().clock(), runtime().random(10)), role),
  }
}

/** @param changes to the claims, for tokens that are not valid */
export const tokenFor = async (
  userId: string,
  role: string,
  changes: { issuer?: string; lifetimeS?: number; kid?: string } = {},
): Promise<string> => {
  const jwk = JSON.parse(String(process.env['TOKEN_PRIVATE_KEY']))
  const issuedAt = Math.floor(runtime().clock() / 1000)
  return new SignJWT({ role, sid: 'session' })
    .setProtectedHeader({ alg: 'EdDSA', kid: changes.kid ?? jwk.kid })
    .setSubject(userId)
    .setIssuer(changes.issuer ?? ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (changes.lifetimeS ?? 3600))
    .sign(await signingKey(jwk))
}

const imported = new Map<string, ReturnType<typeof importJWK>>()
/** Imported once: simulations sign for a hundred thousand people. */
const signingKey = (jwk: JWK): ReturnType<typeof importJWK> => {
  const key = imported.get(String(jwk.x)) ?? importJWK(jwk, 'EdDSA')
  imported.set(String(jwk.x), key)
  return key
}
