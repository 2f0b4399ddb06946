// Client retries: after a lost connection, 429, 502, 503 and 504, if a repeated request is safe.

import { type AnyAnswer, describeTries, type Try } from './answer.ts'

export interface Trying {
  /** The maximum number of attempts, 4 by default. */
  readonly tries?: number | undefined
  /** The maximum duration of a call with all attempts and pauses, 60 seconds by default. */
  readonly withinMs?: number | undefined
  /** The timeout of one attempt, 30 seconds by default. The service replies within 25. */
  readonly tryMs?: number | undefined
  /** Pauses between two attempts. Rejects early with the signal's reason if the caller aborts. */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Monotonic milliseconds. */
  readonly now?: () => number
  /** A number in [0, 1), for the jitter of pauses. */
  readonly random?: () => number
}

/** No reply came: the request may or may not have taken effect. The message lists every attempt; `cause` is the last failure. */
export class LostError extends Error {
  readonly tried: readonly Try[]

  constructor(operation: string, tried: readonly Try[], cause: unknown) {
    super(`${operation}: no reply; ${describeTries(tried)}`, { cause })
    this.name = 'LostError'
    this.tried = tried
  }
}

export interface Lost {
  readonly lost: unknown
}
export type Outcome = AnyAnswer | Lost

export interface Call {
  readonly operation: string
  /** Whether a repeat is safe: a read, or a write with a key. */
  readonly harmless: boolean
  readonly signal: AbortSignal | undefined
  /** @param ms the timeout of the reply */
  readonly send: (ms: number) => Promise<Outcome>
}

const TRIES = 4
const WITHIN_MS = 60_000
const TRY_MS = 30_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/**
 * Sends until a final answer, the last attempt, or the time limit.
 * @throws LostError if the last attempt got no reply
 */
export const persist = async (trying: Trying, { operation, harmless, signal, send }: Call): Promise<AnyAnswer> => {
  const { tries = TRIES, withinMs = WITHIN_MS, tryMs = TRY_MS, pause = wait, now = () => performance.now() } = trying
  const { random = Math.random } = trying
  const tried: Try[] = []
  const began = now()
  for (;;) {
    const sentMs = now() - began
    const outcome = await send(Math.min(tryMs, withinMs - sentMs))
    if ('lost' in outcome && signal?.aborted) throw signal.reason
    tried.push(tryOf(outcome, Math.round(sentMs)))
    const pauseMs = pauseAfter(outcome, tried.length, random())
    const isLate = now() - began + pauseMs >= withinMs
    if (isLate || tried.length >= tries || !isWorthAnother(outcome, harmless)) return ended(operation, outcome, tried)
    await pause(pauseMs, signal)
  }
}

const ended = (operation: string, outcome: Outcome, tried: readonly Try[]): AnyAnswer => {
  if ('lost' in outcome) throw new LostError(operation, tried, outcome.lost)
  return outcome.ok ? outcome : { ...outcome, tried }
}

const tryOf = (outcome: Outcome, sentMs: number): Try => {
  if (!('lost' in outcome)) return { sentMs, status: outcome.status, code: outcome.code ?? 'ok' }
  const { lost } = outcome
  return { sentMs, code: 'lost', message: lost instanceof Error ? lost.message : String(lost) }
}

/** Transient failures: rejected for now, or answered by a proxy. */
const PASSING = [429, 502, 503, 504]

/** `busy` guarantees that nothing was written, so even a write without a key may be repeated. */
const isWorthAnother = (outcome: Outcome, harmless: boolean): boolean => {
  if ('lost' in outcome) return harmless
  if (outcome.status === 503 && outcome.code === 'busy') return true
  return harmless && PASSING.includes(outcome.status)
}

/** The pause that `Retry-After` asks for, plus full jitter. @param drawn a number in [0, 1) */
const pauseAfter = (outcome: Outcome, sent: number, drawn: number): number => {
  const asked = 'lost' in outcome ? 0 : retryAfterMs(outcome.headers)
  return asked + drawn * Math.min(FIRST_PAUSE_MS * 2 ** (sent - 1), LONGEST_PAUSE_MS)
}

/** Seconds, or an HTTP date relative to the Date header of the reply, because the clocks may differ. */
export const retryAfterMs = (headers: Headers): number => {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const until = Date.parse(value)
  const since = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) ? 0 : Math.max(until - (Number.isNaN(since) ? Date.now() : since), 0)
}

const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })

/** Runs a request with its own signal, which aborts with the caller's signal or on timeout. */
export const limited = async <T>(
  ms: number,
  signal: AbortSignal | undefined,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const own = new AbortController()
  const abort = (): void => own.abort(signal?.reason)
  const timer = setTimeout(() => own.abort(new Error(`no reply within ${Math.round(ms)} ms`)), ms)
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })
  try {
    return await request(own.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
