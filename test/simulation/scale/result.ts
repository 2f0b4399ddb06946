// The result of a stage's run.

import type { Group, HotKey, Result, Series } from '#infra/simulation/aws/result.ts'
import { quantile } from './calls.ts'
import type { Stage } from './stage.ts'

const HOTTEST = 6
/** Intervals of a chart. */
const MOST_INTERVALS = 80

export interface Told {
  readonly scenario: string
  readonly command: string
  /** The group whose calls the chart shows; all, if absent. */
  readonly group?: string
  /** The group whose latency the chart shows; all, if absent. */
  readonly latencyOf?: string
  /** The usage is multiplied, if only a sample was made. */
  readonly usageFactor?: number
  readonly facts: Readonly<Record<string, string>>
  readonly checks: Readonly<Record<string, boolean>>
}

export const resultOf = (stage: Stage, { group, latencyOf = '', usageFactor = 1, ...told }: Told): Result => {
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
    series: seriesOf(stage, { group, latencyOf }),
  }
}

const seriesOf = (
  { calls: { all }, running }: Stage,
  { group, latencyOf }: { group: string | undefined; latencyOf: string },
): Series => {
  const calls = all.filter((call) => group === undefined || call.group === group)
  const lastMs = calls.reduce((last, { endedMs }) => Math.max(last, endedMs), 1)
  const everyMs = [100, 200, 500, 1000, 2000, 5000, 10_000].find((ms) => lastMs / ms <= MOST_INTERVALS) ?? 60_000
  const empty = (): number[] => Array.from({ length: Math.floor(lastMs / everyMs) + 1 }, () => 0)
  const began = empty()
  const ended: Record<string, number[]> = {}
  const bump = (counts: number[], ms: number): void => {
    const at = Math.floor(ms / everyMs)
    counts[at] = (counts[at] ?? 0) + 1
  }
  for (const { code, beganMs, endedMs } of calls) {
    bump(began, beganMs)
    ended[code] ??= empty()
    bump(ended[code], endedMs)
  }
  const measured = latencyOf === '' ? calls : all.filter((call) => call.group === latencyOf)
  const took = Map.groupBy(
    measured.filter(({ isOk }) => isOk),
    ({ endedMs }) => Math.floor(endedMs / everyMs),
  )
  const p99Of = (at: number): number =>
    Math.round(
      quantile(
        (took.get(at) ?? []).map(({ beganMs, endedMs }) => endedMs - beganMs).sort((a, b) => a - b),
        0.99,
      ),
    )
  return {
    ...{ everyMs, began, ended, latencyOf, p99: began.map((_, at) => p99Of(at)) },
    running: began.map((_, at) => running.get(Math.floor(((at + 1) * everyMs) / 100)) ?? 0),
  }
}
