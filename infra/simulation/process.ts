// A simulated process: a clock that may be wrong, randomness from a seed, its own queues, and a life that can end.

import { createHash } from 'node:crypto'
import { Contention } from '#kernel/commit/contention.ts'

/** Milliseconds that the clock of this process is ahead, and the seed of its randomness. */
export interface ProcessOptions {
  readonly skewMs?: number
  readonly seed?: string
}

export class Process {
  readonly name: string
  readonly skewMs: number
  readonly contention = new Contention()
  /** The sum of its pauses, where the world's time stands still. */
  waitedMs = 0
  /** The number of its events that wait for the scheduler. */
  waiting = 0
  /** `killed`: the table lives on, and what it has sent goes on there. */
  state: 'lives' | 'ended' | 'killed' = 'lives'
  readonly #seed: string
  #drawn = 0

  constructor(name: string, { skewMs = 0, seed = name }: ProcessOptions = {}) {
    this.name = name
    this.skewMs = skewMs
    this.#seed = seed
  }

  random(bytes: number): Uint8Array {
    const drawn = `${this.#seed} ${this.#drawn}`
    this.#drawn += 1
    return createHash('shake256', { outputLength: bytes }).update(drawn).digest()
  }
}
