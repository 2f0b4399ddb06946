// One call stands still between its reads and its transaction, while others run: the interleaving that a write skew needs.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Fate } from './faults.ts'

/** The next transaction is sent only when something else has happened. */
export const interleaved = (meanwhile: () => Promise<unknown>): Fate => {
  // The caller's own rights, not those of the function that stands still.
  const outside = AsyncLocalStorage.snapshot()
  let over = false
  return (command) => {
    if (command !== 'TransactWriteItems' || over) return undefined
    over = true
    return async (send) => {
      await outside(meanwhile)
      return send()
    }
  }
}
