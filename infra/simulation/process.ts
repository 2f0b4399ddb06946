// A simulated process: a clock that may be wrong, randomness from a seed, its own queues, and a life that can end.

import { Contention } from '#kernel/commit/contention.ts'
import { Memory } from '#kernel/commit/memory.ts'
import { StoreClock } from '#kernel/commit/store-clock.ts'
import { seededBy } from './seeded.ts'

/** The milliseconds by which the own clock of this process is ahead until replies of the store correct it, and its seed. */
export interface ProcessOptions {
  readonly skewMs?: number
  readonly seed?: string
}

export class Process {
  readonly name: string
  /** Its own clock, corrected by the replies of the store, as in production. */
  readonly clock: StoreClock
  #contention: Contention | undefined
  #memory: Memory | undefined
  /** The sum of its pauses, where the world's time stands still. */
  waitedMs = 0
  /** The number of its events that wait for the scheduler. */
  waiting = 0
  /** `killed`: the table lives on, and what it has sent goes on there. */
  state: 'lives' | 'ended' | 'killed' = 'lives'
  readonly #seed: string
  #random: (() => number) | undefined

  constructor(name: string, now: () => number, { skewMs = 0, seed = name }: ProcessOptions = {}) {
    this.name = name
    this.clock = new StoreClock(() => now() + skewMs)
    this.#seed = seed
  }

  get contention(): Contention {
    this.#contention ??= new Contention()
    return this.#contention
  }

  get memory(): Memory {
    this.#memory ??= new Memory()
    return this.#memory
  }

  random(bytes: number): Uint8Array {
    this.#random ??= seededBy(0, this.#seed)
    const made = new Uint8Array(bytes)
    for (let at = 0; at < bytes; at += 1) made[at] = Math.floor(this.#random() * 256)
    return made
  }
}
