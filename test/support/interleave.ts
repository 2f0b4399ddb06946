// One call stands still between its reads and its transaction, while others run: the interleaving that a write skew needs.

import type { Fate } from './faults.ts'

/** The next transaction is sent only when something else has happened. */
export const interleaved = (meanwhile: () => Promise<unknown>): Fate => {
  let over = false
  return (command) => {
    if (command !== 'TransactWriteItems' || over) return undefined
    over = true
    return async (send) => {
      await meanwhile()
      return send()
    }
  }
}
