// Trying again, where that does no harm: after a lost connection, and when the service says that it is busy.

import type { AnyAnswer } from './client-answer.ts'

export interface Trying {
  /** How often a call is sent at most. */
  readonly tries?: number | undefined
  /** Waits between two tries; it ends early, with the signal's reason, where the caller gives up. */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>
}

const TRIES = 4
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/**
 * @param harmless whether what was perhaps done already may be asked for once more: a reading, or a write under a key
 * @throws what `send` threw at last: no answer came
 */
export const persist = async (
  { tries = TRIES, pause = wait }: Trying,
  harmless: boolean,
  signal: AbortSignal | undefined,
  send: () => Promise<AnyAnswer>,
): Promise<AnyAnswer> => {
  for (let attempt = 0; ; attempt += 1) {
    const last = attempt + 1 >= tries
    try {
      const answer = await send()
      if (last || !isWorthAnother(answer, harmless)) return answer
      await pause(pauseMs(attempt, answer.headers), signal)
    } catch (error) {
      if (last || !harmless || signal?.aborted) throw error
      await pause(pauseMs(attempt), signal)
    }
  }
}

/** `busy` says that nothing was written. Of any other 503 nobody knows. */
const isWorthAnother = ({ status, code }: AnyAnswer, harmless: boolean): boolean =>
  status === 503 && (harmless || code === 'busy')

/** Full jitter, after what the service asks for. */
const pauseMs = (attempt: number, headers?: Headers): number => {
  const seconds = Number(headers?.get('retry-after') ?? 0)
  const asked = Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1000, 0), LONGEST_PAUSE_MS) : 0
  return asked + Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS)
}

const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp)
      resolve()
    }, ms)
    if (signal?.aborted) giveUp()
    else signal?.addEventListener('abort', giveUp, { once: true })
  })
