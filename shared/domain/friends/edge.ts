// The semantics of edges, and the simultaneous change of both edges of two users.

import { blocksOf, type EdgeItem, friendshipsOf } from './items.ts'
import type { Relation } from './schema.ts'

/** Both edges of two users. */
export interface Pair {
  readonly mine: EdgeItem
  readonly theirs: EdgeItem
}

/** A change by one user: add or remove, block or unblock. */
export type Turn = Partial<Pick<EdgeItem, 'added' | 'blocked'>>

/** The default choices for a friend. */
const CHOICES = { subscribe: true, dispatch: true }

/** The edge of two users without any relation. It is not stored. */
export const noEdge = (ownerId: string, friendId: string): EdgeItem => ({
  ownerId,
  friendId,
  added: false,
  addedBack: false,
  blocked: false,
  blockedBack: false,
  ...CHOICES,
  groups: [],
})

export const relationOf = ({ added, addedBack }: EdgeItem): Relation => {
  if (added) return addedBack ? 'MUTUAL' : 'OUTGOING'
  return addedBack ? 'INCOMING' : 'NONE'
}

/** Whether an edge holds no information, so that it need not be stored. */
export const isNothing = ({ added, addedBack, blocked, blockedBack }: EdgeItem): boolean =>
  !(added || addedBack || blocked || blockedBack)

/** Both edges after a change by one user. @param first the initial version of a new edge */
export const turned = ({ mine, theirs }: Pair, turn: Turn, now: string, first?: number): Pair => {
  const { added, blocked } = { ...mine, ...turn }
  const since = added || mine.addedBack ? (mine.since ?? now) : undefined
  const blockedAt = blocked ? (mine.blockedAt ?? now) : undefined
  const kept = added ? {} : { ...CHOICES, groups: [] }
  return {
    mine: next(mine, { added, blocked, since, blockedAt, ...kept }, first),
    theirs: next(theirs, { addedBack: added, blockedBack: blocked, since }, first),
  }
}

/** An edge's next state, with its place in the lists. @param first the initial version of a new edge */
export const next = (edge: EdgeItem, changes: Partial<EdgeItem>, first = 0): EdgeItem => {
  const { listPk: _, listSk: __, ...state } = { ...edge, ...changes, version: (edge.version ?? first) + 1 }
  const { ownerId, friendId, blockedAt, since } = state
  if (state.blocked) return { ...state, listPk: blocksOf(ownerId).partition.pk, listSk: `${blockedAt}#${friendId}` }
  return since ? { ...state, listPk: friendshipsOf(ownerId).partition.pk, listSk: `${since}#${friendId}` } : state
}

/** The initial version of an edge: random, so that successive edges under one key differ. */
export const firstVersion = (random: (bytes: number) => Uint8Array): number =>
  random(6).reduce((number, byte) => number * 256 + byte, 0)
