// Requests of one process that wait for the same item go together: their plans are folded into one transaction.

import { idOf, type Key } from '#kernel/data/key.ts'
import type { Write } from '#kernel/data/write.ts'
import { type PlanAnew, send, type Unknown } from './attempt.ts'
import { Ahead } from './fold.ts'
import type { Runtime } from './runtime.ts'
import type { Store } from './store.ts'
import { MAX_ACTIONS } from './verdict.ts'

/** A request that waits for an item. */
export interface Member {
  /** Requests of one operation go together, because a function may read and write only what its contract declares. */
  readonly operation: string
  readonly store: Store
  /** The items that its last plan read, and those that it wrote. */
  readonly reads: readonly Key[]
  readonly writes: readonly Key[]
  /** Whether it is left out of batches. */
  readonly isAlone: boolean
  /** @returns the writes of a plan made now; undefined: it is refused, or cannot be made in a batch */
  readonly plan: () => Promise<readonly Write[] | undefined>
}

/**
 * `alone`: it is not part of the batch, and its turn is next. `aside`: it is not either, and plans without a turn, because it may
 * have nothing to write. `later`: the batch is full.
 */
export type End = 'committed' | 'alone' | 'aside' | 'later' | PlanAnew | Unknown

/** The token item of the transaction is one more action. */
const MOST = MAX_ACTIONS - 1

/** Plans one member after the other, and sends one transaction. @returns the end of each member */
export const together = async (members: readonly Member[], world: Runtime): Promise<readonly End[]> => {
  const began = world.elapsed()
  const ahead = new Ahead()
  const [leader] = members
  if (!leader) return []
  await leader.store.within(ahead, () => leader.store.all(keysOf(members)))
  const joined = new Map<Member, ReadonlySet<string>>()
  const left = new Map<Member, 'alone' | 'aside' | 'later'>()
  for (const member of members) {
    const end = [...left.values()].includes('later') ? 'later' : await join(member, ahead)
    if (typeof end === 'string') left.set(member, end)
    else joined.set(member, end)
  }
  const end = ahead.isAhead ? await sendFolded(leader.store, ahead, { world, began }) : 'committed'
  if (end === 'committed') ahead.stored()
  return members.map((member) => left.get(member) ?? endOf(member, joined, end))
}

/** What the members are going to read, in one round trip: what they read before, and what several of them write. */
const keysOf = (members: readonly Member[]): Key[] => {
  const written = Map.groupBy(
    members.flatMap(({ writes }) => writes),
    idOf,
  )
  const shared = [...written.values()].flatMap(([key, ...others]) => (key && others.length > 0 ? [key] : []))
  return [...members.flatMap(({ reads }) => reads), ...shared]
}

/** @returns the items that the member writes */
const join = async (
  { store, plan }: Member,
  ahead: Ahead,
): Promise<ReadonlySet<string> | 'alone' | 'aside' | 'later'> => {
  const writes = await store.within(ahead, plan)
  if (!writes) return 'aside'
  const takes = ahead.takes(writes, MOST)
  // A plan that fills a transaction by itself never finds a batch with enough room.
  if (takes === 'no' || (takes === 'full' && !ahead.isAhead)) return 'alone'
  if (takes === 'full') return 'later'
  ahead.add(writes)
  return new Set(writes.map(({ key }) => idOf(key)))
}

const sendFolded = async (
  store: Store,
  { folded: writes }: Ahead,
  { world, began }: { readonly world: Runtime; readonly began: number },
): Promise<'committed' | PlanAnew | Unknown> => {
  const context = { store, world, began, precedence: [], fence: '', yields: false }
  const end = await send(context, { writes, outcome: 'committed' as const })
  if (end === 'committed' || end.kind === 'replan' || end.kind === 'unknown') return end
  throw new Error('A batch has no receipt of its own.')
}

/** A member that alone wrote an item that refused would have every batch refused. */
const endOf = (member: Member, joined: ReadonlyMap<Member, ReadonlySet<string>>, end: End): End => {
  if (typeof end === 'string' || end.kind !== 'replan' || !end.refused) return end
  const { refused } = end
  const others = [...joined].flatMap(([other, ids]) => (other === member ? [] : [ids]))
  const own = [...(joined.get(member) ?? [])].filter((id) => !others.some((ids) => ids.has(id)))
  return own.some((id) => refused.has(id)) ? 'alone' : end
}
