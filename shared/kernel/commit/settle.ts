// Settles a transaction with a lost reply: it has committed, or from now on it never can.

import type { Item } from '#kernel/data/condition.ts'
import { touch, type Write } from '#kernel/data/write.ts'
import { fenceReceipt, fenceTry, isFenced, type Keyed } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import type { Store } from './store.ts'
import { type Sent, transact } from './transact.ts'

/** A sent transaction, and the proof of its commit: the receipt that it fills, or its token. */
export interface Try {
  readonly writes: readonly Write[]
  readonly proof: { readonly receiptOf: Keyed } | { readonly token: string }
  /** The token item, if the engine loses tokens. */
  readonly mark?: Write
}

/**
 * `happened`: it committed. `never`: it did not and never will; the next receipt under the key must name the fence.
 * `stands`: the stored receipt prevents its commit, or is its own. `unknown`: the deadline has passed.
 */
export type End =
  | { readonly kind: 'happened' }
  | { readonly kind: 'never'; readonly fence: string }
  | { readonly kind: 'stands'; readonly receipt: Item | undefined }
  | { readonly kind: 'unknown' }

interface Context {
  readonly store: Store
  readonly world: Runtime
  /** The fence that the transaction named. */
  readonly fence: string
}

export const settle = async ({ writes, proof }: Try, context: Context): Promise<End> => {
  const { store, world } = context
  for (let attempt = 0; store.leftMs > 0; attempt += 1) {
    const end = await ('receiptOf' in proof
      ? fenceKey(proof.receiptOf, context)
      : world.forgetsTokens
        ? fenceItem(proof.token, context)
        : fenceToken(writes, proof.token, context))
    if (end) return end
    await world.pause(world.contention.backoffMs(attempt, world.random))
  }
  return { kind: 'unknown' }
}

const refusedBy = (sent: Sent) => (sent.kind === 'cancelled' && !sent.conflicts ? sent.refusals[0] : undefined)

/** Writes a fence that the transaction does not name. @returns undefined: retry */
const fenceKey = async (keyed: Keyed, { store, world, fence }: Context): Promise<End | undefined> => {
  const next = Buffer.from(world.random(18)).toString('base64url')
  const now = Math.floor(world.clock() / 1000)
  const sent = await transact(store, [fenceReceipt(keyed, { now, fence }, next)])
  if (sent.kind === 'committed') return { kind: 'never', fence: next }
  const refusal = refusedBy(sent)
  return refusal && { kind: 'stands', receipt: refusal.item }
}

/** Writes the token item, so that the transaction cannot. A retry finds its own fence if that reply was lost. */
const fenceItem = async (token: string, { store, world }: Context): Promise<End | undefined> => {
  const sent = await transact(store, [fenceTry(token, Math.floor(world.clock() / 1000))])
  const refusal = refusedBy(sent)
  if (sent.kind === 'committed' || isFenced(refusal?.item)) return { kind: 'never', fence: '' }
  return refusal && { kind: 'happened' }
}

/** Uses up the token with a transaction that changes nothing: DynamoDB commits one transaction per token. */
const fenceToken = async (writes: readonly Write[], token: string, { store }: Context): Promise<End | undefined> => {
  const last = writes.at(-1)
  if (!last) throw new Error('The plan has no writes, so there is nothing to commit.')
  const sent = await transact(store, [touch('fence', last.key)], token)
  if (sent.kind === 'committed') return { kind: 'never', fence: '' }
  // DynamoDB knows the token. Sending a committed transaction again only confirms it.
  if (sent.kind !== 'mismatch') return undefined
  const again = await transact(store, writes, token)
  return again.kind === 'committed' ? { kind: 'happened' } : undefined
}
