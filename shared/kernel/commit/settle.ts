// Settles a transaction whose reply was lost: either it took place, or from now on it never can.

import type { Item } from '#kernel/data/condition.ts'
import { touch, type Write } from '#kernel/data/write.ts'
import { backoffMs } from './contention.ts'
import { fenceReceipt, fenceTry, isFenced, type Keyed } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import type { Store } from './store.ts'
import { type Sent, transact } from './transact.ts'

/** A transaction as it was sent, and the proof that it took place: the receipt that it fills, or its token. */
export interface Try {
  readonly writes: readonly Write[]
  readonly proof: { readonly receiptOf: Keyed } | { readonly token: string }
  /** The token as an item, where the engine forgets tokens. */
  readonly mark?: Write
}

/**
 * `happened`: it took place. `never`: it did not and never will; the next receipt under the key must name the fence.
 * `stands`: the receipt that is stored keeps it from taking place, or is its own. `unknown`: the deadline has passed.
 */
export type End =
  | { readonly kind: 'happened' }
  | { readonly kind: 'never'; readonly fence: string }
  | { readonly kind: 'stands'; readonly receipt: Item | undefined }
  | { readonly kind: 'unknown' }

interface Scene {
  readonly store: Store
  readonly world: Runtime
  /** Of the key, as the transaction named it. */
  readonly fence: string
}

export const settle = async ({ writes, proof }: Try, scene: Scene): Promise<End> => {
  const { store, world } = scene
  for (let attempt = 0; store.leftMs > 0; attempt += 1) {
    const end = await ('receiptOf' in proof
      ? fenceKey(proof.receiptOf, scene)
      : world.forgetsTokens
        ? fenceItem(proof.token, scene)
        : fenceToken(writes, proof.token, scene))
    if (end) return end
    await world.pause(backoffMs(attempt, world.random))
  }
  return { kind: 'unknown' }
}

const refusedBy = (sent: Sent) => (sent.kind === 'cancelled' && !sent.conflicts ? sent.refusals[0] : undefined)

/** Writes a fence that the transaction does not name. @returns undefined: try again */
const fenceKey = async (keyed: Keyed, { store, world, fence }: Scene): Promise<End | undefined> => {
  const next = Buffer.from(world.random(18)).toString('base64url')
  const now = Math.floor(world.clock() / 1000)
  const sent = await transact(store, [fenceReceipt(keyed, { now, fence }, next)])
  if (sent.kind === 'committed') return { kind: 'never', fence: next }
  const refusal = refusedBy(sent)
  return refusal && { kind: 'stands', receipt: refusal.item }
}

/** Writes the token's item, which keeps the transaction from writing it. A repeat finds its own fence, where that reply was lost. */
const fenceItem = async (token: string, { store, world }: Scene): Promise<End | undefined> => {
  const sent = await transact(store, [fenceTry(token, Math.floor(world.clock() / 1000))])
  const refusal = refusedBy(sent)
  if (sent.kind === 'committed' || isFenced(refusal?.item)) return { kind: 'never', fence: '' }
  return refusal && { kind: 'happened' }
}

/** Uses up the token on a transaction that changes nothing: DynamoDB takes one transaction under a token. */
const fenceToken = async (writes: readonly Write[], token: string, { store }: Scene): Promise<End | undefined> => {
  const last = writes.at(-1)
  if (!last) throw new Error('The plan has no writes, so there is nothing to commit.')
  const sent = await transact(store, [touch('fence', last.key)], token)
  if (sent.kind === 'committed') return { kind: 'never', fence: '' }
  // DynamoDB knows the token. Sent once more, a transaction that took place is only confirmed.
  if (sent.kind !== 'mismatch') return undefined
  const again = await transact(store, writes, token)
  return again.kind === 'committed' ? { kind: 'happened' } : undefined
}
