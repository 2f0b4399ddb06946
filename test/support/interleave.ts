// One call stands still between its reads and its transaction, while others run: the interleaving that a write skew needs.

import { AsyncLocalStorage } from 'node:async_hooks'
import { Contention } from '#kernel/commit/contention.ts'
import { Memory } from '#kernel/commit/memory.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import type { Fate } from './faults.ts'

/** Requests from now on neither wait for those of before, as requests of one process would, nor remember what they know. */
export const inAnotherProcess = <T>(work: () => T): T => {
  bindRuntime({ contention: new Contention(), memory: new Memory() })
  return work()
}

/** The next transaction is sent only when something else has happened. */
export const interleaved = (meanwhile: () => Promise<unknown>): Fate => {
  // The caller's own rights, not those of the function that stands still.
  const outside = AsyncLocalStorage.snapshot()
  let over = false
  return (command) => {
    if (command !== 'TransactWriteItems' || over) return undefined
    over = true
    return async (send) => {
      await outside(() => inAnotherProcess(meanwhile))
      return send()
    }
  }
}
