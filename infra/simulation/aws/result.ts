// The result of a scenario: what callers were told, what it used, what it cost. Saved as JSON, and shown in docs/scenarios.md.

import type { Setting } from './assumptions.ts'

export interface Outcome {
  /** A status, a problem code, or what the gateway answered. */
  readonly code: string
  readonly isOk: boolean
  readonly count: number
  /** From the first attempt of a call to its last reply, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

export interface Group {
  /** The kind of caller, such as `claims`. */
  readonly name: string
  readonly outcomes: readonly Outcome[]
}

export interface HotKey {
  /** `table`, or the name of an index. */
  readonly place: string
  readonly key: string
  readonly kind: 'read' | 'write'
  readonly units: number
  readonly throttled: number
}

export interface HotPlace {
  readonly place: string
  readonly partitions: number
  readonly splits: number
  /** The busiest second of the busiest partition, in units. */
  readonly peakRead: number
  readonly peakWrite: number
  readonly throttled: number
}

export interface Series {
  readonly everyMs: number
  /** Calls that began in each interval. */
  readonly began: readonly number[]
  /** Calls that ended in each interval, by code. */
  readonly ended: Readonly<Record<string, readonly number[]>>
  /** Of the successes that ended in each interval, in milliseconds. */
  readonly p99: readonly number[]
  /** The group of these successes; '' if they are of all. */
  readonly latencyOf: string
  /** Environments that ran at the end of each interval. */
  readonly running: readonly number[]
}

export interface Result {
  readonly scenario: string
  /** The command that repeats it. */
  readonly command: string
  /** All assumptions as they were. */
  readonly setting: Setting
  readonly lastsMs: number
  readonly groups: readonly Group[]
  /** What was sent to the gateway, with repeats. */
  readonly requests: number
  readonly gatewayRefused: number
  readonly lambda: { readonly started: number; readonly peak: number; readonly refused: number }
  readonly store: { readonly calls: number; readonly throttled: number; readonly read: number; readonly write: number }
  readonly hotKeys: readonly HotKey[]
  readonly hotPlaces: readonly HotPlace[]
  readonly usage: {
    readonly readUnits: number
    readonly writeUnits: number
    readonly httpRequests: number
    readonly invocations: number
    readonly gigabyteSeconds: number
    readonly logBytes: number
  }
  readonly series: Series
  /** What the scenario is about, such as the number of coupons issued. */
  readonly facts: Readonly<Record<string, string>>
  /** Invariants of the run, with whether each held. */
  readonly checks: Readonly<Record<string, boolean>>
}
