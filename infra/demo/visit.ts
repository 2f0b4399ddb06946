// The API clients of the demo: they count every request and send a key with every write, so a rerun repeats nothing.

import { billing } from '#functions/billing/contract.ts'
import { coupons } from '#functions/coupons/contract.ts'
import { events } from '#functions/events/contract.ts'
import { friends } from '#functions/friends/contract.ts'
import { matches } from '#functions/matches/contract.ts'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { api } from '#kernel/client/client.ts'

export interface Visit {
  readonly url: string
  /** Today in Seoul, YYYY-MM-DD. Each day has new data. */
  readonly day: string
  readonly tally: { requests: number; replays: number; refused: number }
  as(token?: string): Clients
  /** The Idempotency-Key of one action on this day. */
  key(...parts: (string | number)[]): string
}

type Clients = ReturnType<typeof clients>
const clients = (baseUrl: string, fetch: typeof globalThis.fetch, token?: string) =>
  api({ users, wallet, matches, friends, coupons, billing, events, ops }, { baseUrl, fetch, token })

/** @throws Refusal if no Holdfast instance answers */
export const visit = async (url: string, now: number): Promise<Visit> => {
  const day = new Date(now + 9 * 60 * 60 * 1000).toISOString().slice(0, 10)
  const tally = { requests: 0, replays: 0, refused: 0 }
  const counted: typeof fetch = async (...asked) => {
    const response = await fetch(...asked)
    tally.requests += 1
    if (response.headers.has('idempotency-replayed')) tally.replays += 1
    if (response.status === 409) tally.refused += 1
    return response
  }
  const as = (token?: string) => clients(url, counted, token)
  const health = await as()
    .ops.getHealth({})
    .catch(() => undefined)
  if (!health?.ok)
    throw new Refusal({
      en: `No Holdfast instance answers at ${url}. Start one with "npm start", or set HOLDFAST_URL.`,
      ko: `${url}에서 응답하는 Holdfast 인스턴스가 없습니다. "npm start"로 시작하거나 HOLDFAST_URL을 설정해 주십시오.`,
    })
  return { url, day, tally, as, key: (...parts) => ['demo', day, ...parts].join('-') }
}

type Answer<T> = { ok: true; body: T } | { ok: false; status: number; code: string }

/** @throws Refusal if the call was refused. All writes are keyed, so a rerun continues from there. */
export const got = <T>(what: string, answer: Answer<T>): T => {
  if (answer.ok) return answer.body
  throw new Refusal({
    en: `The step "${what}" was refused (${answer.status} ${answer.code}). Run "npm run demo" again to continue.`,
    ko: `"${what}" 단계가 거절되었습니다(${answer.status} ${answer.code}). "npm run demo"를 다시 실행하면 이어서 합니다.`,
  })
}

/** @returns whether the call succeeded; false for the expected refusal */
export const done = (what: string, answer: Answer<unknown>, unless: string): boolean => {
  if (!answer.ok && answer.code === unless) return false
  got(what, answer)
  return true
}
