// The exports of the package holdfast-client: the client, sessions, and the contracts of all modules.

import { type ClientOptions, client } from '#kernel/client/client.ts'
import { type Session, type SessionOptions, sessionOf } from '#kernel/client/session.ts'
import { users } from './users/contract.ts'

export type { Answered, ProblemBody, Refused, Try, Unexpected } from '#kernel/client/answer.ts'
export { RefusedError } from '#kernel/client/answer.ts'
export { api, type Client, type ClientOptions, client, type Method } from '#kernel/client/client.ts'
export type { Session, SessionOptions, SessionTokens, TokenSource } from '#kernel/client/session.ts'
export { LostError } from '#kernel/client/tries.ts'
// modules: written by npm run derive
export { billing } from './billing/contract.ts'
export { chat } from './chat/contract.ts'
export { coupons } from './coupons/contract.ts'
export { events } from './events/contract.ts'
export { friends } from './friends/contract.ts'
export { mail } from './mail/contract.ts'
export { matches } from './matches/contract.ts'
export { ops } from './ops/contract.ts'
export { users } from './users/contract.ts'
export { wallet } from './wallet/contract.ts'
// /modules

/** A session that renews its tokens at `POST /auth/refresh`: `api({ wallet }, { baseUrl, token: session(...) })`. */
export const session = (options: Pick<ClientOptions, 'baseUrl' | 'fetch'> & SessionOptions): Session => {
  const { refreshTokens } = client(users, options)
  return sessionOf((refreshToken) => refreshTokens({ body: { refreshToken } }), options)
}
