// People who call the API in this process, and the world they see. No test runner is needed, so that benches can use it.

import { importJWK, SignJWT } from 'jose'
import { billing } from '#functions/billing/contract.ts'
import { chat } from '#functions/chat/contract.ts'
import { coupons } from '#functions/coupons/contract.ts'
import { friends } from '#functions/friends/contract.ts'
import { matches } from '#functions/matches/contract.ts'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { client } from '#kernel/client/client.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { ISSUER } from '#kernel/http/token.ts'
import { type Fate, faultyClient } from './faults.ts'
import { inProcess } from './in-process.ts'
import { clientAt, freshTable, type TestTable } from './table.ts'

export interface World {
  readonly table: TestTable
  /** Nobody's clients. */
  readonly api: Clients
  /** ISO 8601, by the world's clock. */
  now(laterMs?: number): string
  /** Adds to the clock. */
  passes(ms: number): void
  /** From now on every try of every command meets this fate; undefined: none fails. */
  fails(fate: Fate | undefined): void
  /** Somebody with a valid token, of whom nothing is stored. */
  stranger(role?: 'USER' | 'OPERATOR'): Promise<User>
  /** The same user with a new token, once the first has run out. */
  speaks(userId: string, role?: 'USER' | 'OPERATOR'): Promise<User>
  /** A registered, signed-in user. */
  register(): Promise<User & { username: string; refreshToken: string }>
}

export interface User {
  readonly userId: string
  readonly token: string
  readonly api: Clients
}

export const PASSWORD = 'correct horse battery'
const BASE = 'http://api.test'

export type Clients = ReturnType<typeof clients>
export const clients = (baseUrl: string, fetch: typeof globalThis.fetch, token?: string) => {
  // Tests count what is sent, so nothing is sent but what they say.
  const options = { baseUrl, fetch, token, keys: false, tries: 1 }
  return {
    users: client(users, options),
    wallet: client(wallet, options),
    matches: client(matches, options),
    chat: client(chat, options),
    coupons: client(coupons, options),
    billing: client(billing, options),
    friends: client(friends, options),
    ops: client(ops, options),
  }
}

export const registration = (username: string) => ({
  ...{ username, email: `${username}@example.com`, password: PASSWORD, firstName: 'Minji', lastName: 'Kim' },
})

/** A world on a fresh table, and what binds the runtime to it. @param endpoint as of clientAt() */
export const makeWorld = async (endpoint: string): Promise<World> => {
  const table = await freshTable(endpoint)
  let offset = 0
  let registered = 0
  // A quarter as fast as the real one, so that a machine with other things to do reaches no bound of seconds.
  const began = Date.now()
  const clock = () => began + Math.floor((Date.now() - began) / 4) + offset
  bindRuntime({ client: table.client, tableName: table.name, clock, elapsed: () => performance.now() / 4 })
  const api = clients(BASE, inProcess)
  const speaks: World['speaks'] = async (userId, role = 'USER') => {
    const token = await tokenFor(userId, role)
    return { userId, token, api: clients(BASE, inProcess, token) }
  }
  return {
    table,
    api,
    now: (laterMs = 0) => new Date(runtime().clock() + laterMs).toISOString(),
    passes: (ms) => {
      offset += Math.ceil(ms)
    },
    fails: (fate) => bindRuntime({ client: fate ? faultyClient(endpoint, fate) : clientAt(endpoint) }),
    speaks,
    stranger: (role) => speaks(typeId('user', runtime().clock(), runtime().random(10)), role),
    register: async () => {
      registered += 1
      const username = `user_${registered}`
      const made = await api.users.register({ body: registration(username) })
      if (!made.ok) throw new Error(`cannot register ${username}: ${made.code}`)
      const signedIn = await api.users.createTokens({ body: { username, password: PASSWORD } })
      if (!signedIn.ok) throw new Error(`cannot sign in ${username}: ${signedIn.code}`)
      const { accessToken: token, refreshToken } = signedIn.body
      return { userId: made.body.userId, username, token, refreshToken, api: clients(BASE, inProcess, token) }
    },
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
    .sign(await importJWK(jwk, 'EdDSA'))
}
