// The operator's session: tokens in memory only, renewed in the background, ended after a while without activity.

import { computed, signal } from '@preact/signals'
import { billing } from '#functions/billing/contract.ts'
import { coupons } from '#functions/coupons/contract.ts'
import { events } from '#functions/events/contract.ts'
import { matches } from '#functions/matches/contract.ts'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { api as clientsOf } from '#kernel/client/client.ts'
import { type SessionTokens, sessionOf } from '#kernel/client/session.ts'
import { language } from './words.ts'

/** The console asks only the service that served it. */
const baseUrl = location.origin
const spoken: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, 'accept-language': language.value } })

const anonymous = clientsOf({ users }, { baseUrl, fetch: spoken })

export interface Operator {
  readonly userId: string
  readonly username: string
}

export const operator = signal<Operator | undefined>(undefined)
/** Why the operator was signed out; shown at the next sign-in. */
export const notice = signal<'idle' | 'ended' | undefined>(undefined)

const IDLE_MS = 15 * 60_000
const TICK_MS = 1000
/** An operator's access token lives for five minutes. */
const RENEW_MS = 4 * 60_000

const activeAt = signal(Date.now())
const now = signal(Date.now())
/** Seconds until the session ends without activity. */
export const secondsLeft = computed(() => Math.max(0, Math.ceil((activeAt.value + IDLE_MS - now.value) / 1000)))

let tokens: SessionTokens | undefined
let renewedAt = 0
const session = sessionOf((refreshToken) => anonymous.users.refreshTokens({ body: { refreshToken } }), {
  onTokens: (next) => {
    tokens = next
    renewedAt = Date.now()
    if (!next) end('ended')
  },
})

export const api = clientsOf(
  { billing, coupons, events, matches, ops, users, wallet },
  { baseUrl, fetch: spoken, token: session },
)

const end = (why: 'idle' | 'ended' | undefined): void => {
  tokens = undefined
  session.set(undefined)
  notice.value = why
  operator.value = undefined
}

export const signOut = async (why?: 'idle'): Promise<void> => {
  const refreshToken = tokens?.refreshToken
  end(why)
  if (refreshToken) await anonymous.users.logout({ body: { refreshToken } }).catch(() => undefined)
}

export interface Credentials {
  readonly username: string
  readonly password: string
  /** Of an authenticator app. */
  readonly code?: string
}

/** @returns what went wrong: a problem of the service, or that the user is no operator */
export const signIn = async (credentials: Credentials): Promise<{ code: string; detail: string } | undefined> => {
  const answer = await anonymous.users.createTokens({ body: credentials })
  if (!answer.ok) return { code: answer.code ?? '', detail: answer.body.detail }
  const { accessToken, refreshToken } = answer.body
  const { sub, role } = claimsOf(accessToken)
  if (role !== 'OPERATOR') {
    await anonymous.users.logout({ body: { refreshToken } }).catch(() => undefined)
    return { code: 'no-operator', detail: '' }
  }
  tokens = { accessToken, refreshToken }
  session.set(tokens)
  renewedAt = Date.now()
  activeAt.value = Date.now()
  notice.value = undefined
  operator.value = { userId: sub, username: credentials.username }
  return undefined
}

interface Claims {
  readonly sub: string
  readonly role: string
}

const claimsOf = (accessToken: string): Claims => {
  const [, payload = ''] = accessToken.split('.')
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
}

const tick = (): void => {
  now.value = Date.now()
  if (!operator.value) return
  if (secondsLeft.value === 0) void signOut('idle')
  else if (tokens && Date.now() - renewedAt > RENEW_MS) {
    renewedAt = Date.now()
    session.renew(tokens.accessToken).catch(() => undefined)
  }
}

export const watchActivity = (): void => {
  const active = (): void => {
    activeAt.value = Date.now()
  }
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    addEventListener(name, active, { passive: true })
  setInterval(tick, TICK_MS)
}
