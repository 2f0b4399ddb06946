// What callers of a run were told, and when.

import type { AnyAnswer } from '#kernel/client/answer.ts'

/** A call as its caller sees it, with all its attempts. */
export interface Call {
  /** The kind of caller, such as `claims`. */
  readonly group: string
  readonly isOk: boolean
  /** A status, a problem code, or what the gateway answered. */
  readonly code: string
  readonly beganMs: number
  readonly endedMs: number
}

export interface Outcome {
  readonly code: string
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly lastMs: number
}

export class Calls {
  readonly all: Call[] = []

  async measure(group: string, now: () => number, call: () => Promise<AnyAnswer>): Promise<void> {
    const beganMs = now()
    const { isOk, code } = await call().then(saidBy, () => ({ isOk: false, code: 'no reply' }))
    this.all.push({ group, isOk, code, beganMs, endedMs: now() })
  }

  get groups(): string[] {
    return [...new Set(this.all.map(({ group }) => group))]
  }

  /** By code, successes first, then the most frequent. */
  outcomesOf(group: string, within: (call: Call) => boolean = () => true): Outcome[] {
    const calls = this.all.filter((call) => call.group === group && within(call))
    return [...Map.groupBy(calls, ({ code }) => code)]
      .sort(([, [one]], [, [other]]) => Number(other?.isOk) - Number(one?.isOk))
      .map(([code, all]) => {
        const took = all.map(({ beganMs, endedMs }) => endedMs - beganMs).sort((a, b) => a - b)
        const lastMs = Math.max(...all.map(({ endedMs }) => endedMs))
        return { code, count: all.length, p50: quantile(took, 0.5), p99: quantile(took, 0.99), lastMs }
      })
  }
}

const saidBy = (answer: AnyAnswer): Pick<Call, 'isOk' | 'code'> => {
  if (answer.ok) return { isOk: true, code: String(answer.status) }
  return { isOk: false, code: answer.code === 'unexpected' ? `gateway ${answer.status}` : answer.code }
}

/** @param sorted ascending */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
