// Counts of the requests that this process answered in the last hour, for a console that runs beside it. In Lambda, CloudWatch counts.

const MINUTE_MS = 60_000
const KEPT = 60

interface Minute {
  /** Milliseconds since 1970. */
  readonly at: number
  requests: number
  readonly refusals: Map<string, number>
}

/** The oldest first. */
const minutes: Minute[] = []

const minuteOf = (now: number): Minute => {
  const at = now - (now % MINUTE_MS)
  const last = minutes.at(-1)
  if (last && last.at >= at) return last
  const next = { at, requests: 0, refusals: new Map() }
  minutes.push(next)
  while (minutes[0] && minutes[0].at <= at - KEPT * MINUTE_MS) minutes.shift()
  return next
}

/** @param code of the problem, if one was answered */
export const countAnswer = (code: string | undefined, now = Date.now()): void => {
  if (process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  const minute = minuteOf(now)
  minute.requests += 1
  if (code !== undefined) minute.refusals.set(code, (minute.refusals.get(code) ?? 0) + 1)
}

export interface Traffic {
  /** Each of the last 60 minutes, the oldest first. */
  readonly minutes: { readonly at: string; readonly requests: number; readonly refusals: number }[]
  /** The refusals of that hour by the code of the problem, the most frequent first. */
  readonly codes: { readonly code: string; readonly count: number }[]
}

/** @returns undefined in Lambda, where each process sees a part of the requests */
export const traffic = (now = Date.now()): Traffic | undefined => {
  if (process.env['AWS_LAMBDA_FUNCTION_NAME']) return undefined
  const last = now - (now % MINUTE_MS)
  const first = last - (KEPT - 1) * MINUTE_MS
  const kept = minutes.filter(({ at }) => at >= first)
  const counts = new Map<string, number>()
  for (const [code, count] of kept.flatMap(({ refusals }) => [...refusals]))
    counts.set(code, (counts.get(code) ?? 0) + count)
  return {
    minutes: Array.from({ length: KEPT }, (_, no) => {
      const at = first + no * MINUTE_MS
      const { requests = 0, refusals = new Map<string, number>() } = kept.find((minute) => minute.at === at) ?? {}
      return {
        at: new Date(at).toISOString(),
        requests,
        refusals: [...refusals.values()].reduce((sum, count) => sum + count, 0),
      }
    }),
    codes: [...counts]
      .map(([code, count]) => ({ code, count }))
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1)),
  }
}
