// A client session: its tokens, renewed once for all concurrent calls with an expired access token.

import { type Answered, type Refused, RefusedError, type Unexpected } from './answer.ts'

/** The source of access tokens. */
export interface TokenSource {
  get(): string | undefined
  /** @param refused the token that got a 401 @returns a new token, or undefined */
  renew(refused: string): Promise<string | undefined>
}

export interface SessionTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

export interface SessionOptions {
  /** The tokens of an earlier sign-in. */
  readonly tokens?: SessionTokens | undefined
  /** Called with new tokens, to store them; with undefined when the session has ended. */
  readonly onTokens?: ((tokens: SessionTokens | undefined) => void | Promise<void>) | undefined
  /** Monotonic milliseconds. */
  readonly now?: () => number
}

export interface Session extends TokenSource {
  /** Sets the tokens after a sign-in or sign-out, or a renewal by another tab. Does not call `onTokens`. */
  set(tokens: SessionTokens | undefined): void
}

/** Sends a refresh token. Rejects if no reply came. */
export type Refresh = (refreshToken: string) => Promise<Answered<SessionTokens> | Refused | Unexpected>

/** The service accepts a used refresh token for 10 seconds; a later reuse ends the session. */
const GRACE_MS = 8000

/** @param refresh runs once at a time, for any number of 401 replies */
export const sessionOf = (
  refresh: Refresh,
  { tokens: first, onTokens, now = () => performance.now() }: SessionOptions = {},
): Session => {
  let tokens = first
  let renewal: Promise<string | undefined> | undefined

  const renewed = async ({ refreshToken }: SessionTokens): Promise<string | undefined> => {
    const began = now()
    // The reply may be lost although the token is used; within the grace period, the same token is sent again.
    const answer = await refresh(refreshToken).catch((lost: unknown) => {
      if (now() - began > GRACE_MS) throw lost
      return refresh(refreshToken)
    })
    // A sign-in or sign-out during the request wins.
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
