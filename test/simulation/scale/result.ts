// The result of a stage's run.

import type { Group, HotKey, Result, Series } from '#infra/simulation/aws/result.ts'
import { type Call, quantile } from './calls.ts'
import type { Stage } from './stage.ts'

const HOTTEST = 6
/** Intervals of a chart. */
const MOST_INTERVALS = 80

export interface Told {
  readonly scenario: string
  readonly command: string
  /** The group whose calls the chart shows; all, if absent. */
  readonly group?: string
  /** The usage is multiplied, if only a sample was made. */
  readonly usageFactor?: number
  readonly facts: Readonly<Record<string, string>>
  readonly checks: Readonly<Record<string, boolean>>
}

export const resultOf = (stage: Stage, { group, usageFactor = 1, ...told }: Told): Result => {
  const { api, store, calls, world, setting } = stage
  const places = [...store.parts]
  return {
    ...{ ...told, setting, lastsMs: Math.round(world.nowMs) },
    groups: calls.groups.map((name): Group => ({ name, outcomes: calls.outcomesOf(name) })),
    requests: api.requests,
    gatewayRefused: api.refused,
    lambda: { started: api.lambda.started, peak: api.lambda.peak, refused: api.lambda.throttled },
    store: { calls: store.calls, throttled: store.throttled, ...store.units },
    hotKeys: places
      .flatMap(([place, parts]) =>
        (['write', 'read'] as const).flatMap((kind) =>
          parts.hottestKeys(kind, HOTTEST).map(
            ({ id, used }): HotKey => ({
              ...{ place, kind, units: used[kind], throttled: used.throttled },
              key: id.replace('\u0000', ' | ').replace(/ \| $/, ''),
            }),
          ),
        ),
      )
      .sort((one, other) => other.units - one.units)
      .slice(0, HOTTEST),
    hotPlaces: places.map(([place, parts]) => ({
      ...{ place, partitions: parts.count, splits: parts.splits, throttled: parts.throttled },
      ...{ peakRead: parts.peakOf('read'), peakWrite: parts.peakOf('write') },
    })),
    usage: {
      ...{ readUnits: usageFactor * store.units.read, writeUnits: usageFactor * store.units.write },
      ...{ httpRequests: usageFactor * api.requests, invocations: usageFactor * api.lambda.invocations },
      ...{ gigabyteSeconds: usageFactor * api.gigabyteSeconds },
      logBytes: usageFactor * api.lambda.invocations * setting.logBytes,
    },
    series: seriesOf(
      calls.all.filter((call) => group === undefined || call.group === group),
      stage,
    ),
  }
}

const seriesOf = (calls: readonly Call[], { running }: Stage): Series => {
  const lastMs = Math.max(1, ...calls.map(({ endedMs }) => endedMs))
  const everyMs = [100, 200, 500, 1000, 2000, 5000, 10_000].find((ms) => lastMs / ms <= MOST_INTERVALS) ?? 60_000
  const length = Math.floor(lastMs / everyMs) + 1
  const empty = (): number[] => Array.from({ length }, () => 0)
  const began = empty()
  const ended: Record<string, number[]> = {}
  const took: number[][] = began.map(() => [])
  const bump = (counts: number[], ms: number): void => {
    const at = Math.floor(ms / everyMs)
    counts[at] = (counts[at] ?? 0) + 1
  }
  for (const { code, isOk, beganMs, endedMs } of calls) {
    bump(began, beganMs)
    ended[code] ??= empty()
    bump(ended[code], endedMs)
    if (isOk) took[Math.floor(endedMs / everyMs)]?.push(endedMs - beganMs)
  }
  const p99 = took.map((all) =>
    Math.round(
      quantile(
        all.sort((a, b) => a - b),
        0.99,
      ),
    ),
  )
  return {
    everyMs,
    began,
    ended,
    p99,
    running: began.map((_, at) => running.get(Math.floor(((at + 1) * everyMs) / 100)) ?? 0),
  }
}
