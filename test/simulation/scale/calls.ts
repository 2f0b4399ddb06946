// What callers of a run were told, and when.

import type { Outcome } from '#infra/simulation/aws/result.ts'
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
      .sort(([, one], [, other]) => Number(other[0]?.isOk) - Number(one[0]?.isOk) || other.length - one.length)
      .map(([code, all]) => {
        const took = all.map(({ beganMs, endedMs }) => endedMs - beganMs).sort((a, b) => a - b)
        const isOk = all[0]?.isOk ?? false
        return { code, isOk, count: all.length, p50: tenths(quantile(took, 0.5)), p99: tenths(quantile(took, 0.99)) }
      })
  }
}

const saidBy = (answer: AnyAnswer): Pick<Call, 'isOk' | 'code'> => {
  if (answer.ok) return { isOk: true, code: String(answer.status) }
  return { isOk: false, code: answer.code === 'unexpected' ? `gateway ${answer.status}` : answer.code }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10

/** @param sorted ascending */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
