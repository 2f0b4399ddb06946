// A session of the client: its tokens, renewed once for all the calls that find the access token expired.

import { type Answered, type Refused, RefusedError, type Unexpected } from './answer.ts'

/** Where the client gets access tokens. */
export interface TokenSource {
  get(): string | undefined
  /** @param refused the token that was answered 401 @returns another one, or undefined where there is none */
  renew(refused: string): Promise<string | undefined>
}

export interface SessionTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

export interface SessionOptions {
  /** Of an earlier sign-in. */
  readonly tokens?: SessionTokens | undefined
  /** Is handed the new tokens, to keep them; undefined once the session has ended. */
  readonly onTokens?: ((tokens: SessionTokens | undefined) => void | Promise<void>) | undefined
  /** Milliseconds that never run backwards. */
  readonly now?: () => number
}

export interface Session extends TokenSource {
  /** After signing in or out, or when another tab has renewed the tokens. `onTokens` is not called. */
  set(tokens: SessionTokens | undefined): void
}

/** Sends a refresh token. It rejects where no reply came. */
export type Refresh = (refreshToken: string) => Promise<Answered<SessionTokens> | Refused | Unexpected>

/** The service takes a spent refresh token again for ten seconds; after them it ends the session. */
const GRACE_MS = 8000

/** @param refresh is called once at a time, however many calls are answered 401 */
export const sessionOf = (
  refresh: Refresh,
  { tokens: first, onTokens, now = () => performance.now() }: SessionOptions = {},
): Session => {
  let tokens = first
  let renewal: Promise<string | undefined> | undefined

  const renewed = async ({ refreshToken }: SessionTokens): Promise<string | undefined> => {
    const began = now()
    // The reply may be lost and the token spent; within the grace it is asked for once more.
    const answer = await refresh(refreshToken).catch((lost: unknown) => {
      if (now() - began > GRACE_MS) throw lost
      return refresh(refreshToken)
    })
    // A sign-in or sign-out during the request stands.
    if (tokens?.refreshToken !== refreshToken) return tokens?.accessToken
    if (!answer.ok && answer.code !== 'invalid-refresh-token') throw new RefusedError('the renewal of tokens', answer)
    tokens = answer.ok ? { accessToken: answer.body.accessToken, refreshToken: answer.body.refreshToken } : undefined
    await onTokens?.(tokens)
    return tokens?.accessToken
  }

  return {
    get: () => tokens?.accessToken,
    renew: async (refused) => {
      if (!tokens || tokens.accessToken !== refused) return tokens?.accessToken
      renewal ??= renewed(tokens).finally(() => {
        renewal = undefined
      })
      return renewal
    },
    set: (next) => {
      tokens = next
    },
  }
}
