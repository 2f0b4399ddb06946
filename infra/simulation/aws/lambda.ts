// Lambda's environments: warm ones are used again, new ones start cold, within the account's concurrency and the scaling rate.

import { Contention } from '#kernel/commit/contention.ts'
import type { Setting } from './assumptions.ts'
import { Bucket } from './bucket.ts'

/** One environment serves one request at a time, and remembers what a process remembers. */
export interface Environment {
  readonly operation: string
  readonly contention: Contention
  isWarm: boolean
}

interface Fleet {
  readonly idle: Environment[]
  readonly scaling: Bucket
  running: number
  peak: number
}

export class Lambda {
  readonly #setting: Setting
  readonly #reserved: Readonly<Record<string, number>>
  readonly #fleets = new Map<string, Fleet>()
  running = 0
  peak = 0
  started = 0
  throttled = 0
  invocations = 0
  /** Of all invocations, with the initialisation of new environments. */
  billedMs = 0

  /** @param reserved concurrency by operation, taken from the account's */
  constructor(setting: Setting, reserved: Readonly<Record<string, number>> = {}) {
    this.#setting = setting
    this.#reserved = reserved
  }

  /** @returns an environment for a request; undefined: the invocation is refused */
  enter(operation: string, nowMs: number): Environment | undefined {
    const fleet = this.#fleetOf(operation)
    if (!this.#hasRoom(operation, fleet)) return this.#refuse()
    const known = fleet.idle.pop()
    if (!known) {
      if (!fleet.scaling.hasAt(nowMs)) return this.#refuse()
      fleet.scaling.take(1)
      this.started += 1
    }
    this.invocations += 1
    fleet.running += 1
    fleet.peak = Math.max(fleet.peak, fleet.running)
    this.running += 1
    this.peak = Math.max(this.peak, this.running)
    return known ?? { operation, contention: new Contention(), isWarm: false }
  }

  leave(environment: Environment, billedMs: number): void {
    const fleet = this.#fleetOf(environment.operation)
    environment.isWarm = true
    fleet.idle.push(environment)
    fleet.running -= 1
    this.running -= 1
    this.billedMs += billedMs
  }

  /** The most environments that ran at once, by operation. */
  get peaks(): { operation: string; peak: number }[] {
    return [...this.#fleets].map(([operation, { peak }]) => ({ operation, peak }))
  }

  #refuse(): undefined {
    this.throttled += 1
    return undefined
  }

  #hasRoom(operation: string, fleet: Fleet): boolean {
    const own = this.#reserved[operation]
    if (own !== undefined) return fleet.running < own
    const kept = Object.entries(this.#reserved)
    const reserved = kept.reduce((sum, [, count]) => sum + count, 0)
    const used = kept.reduce((sum, [name]) => sum + this.#fleetOf(name).running, 0)
    return this.running - used < this.#setting.concurrency - reserved
  }

  #fleetOf(operation: string): Fleet {
    const { scaling } = this.#setting
    const known = this.#fleets.get(operation) ?? {
      ...{ idle: [], running: 0, peak: 0 },
      scaling: new Bucket(scaling / 10, scaling),
    }
    this.#fleets.set(operation, known)
    return known
  }
}
