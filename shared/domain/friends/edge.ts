// What edges mean, and how both edges of two users change at once.

import { blocksOf, type EdgeItem, friendshipsOf } from './items.ts'
import type { Relation } from './schema.ts'

/** Both edges of two users. */
export interface Pair {
  readonly mine: EdgeItem
  readonly theirs: EdgeItem
}

/** What one user does to another: adds or not, blocks or not. */
export type Turn = Partial<Pick<EdgeItem, 'added' | 'blocked'>>

/** What an owner wants of a friend at first. */
const CHOICES = { subscribe: true, dispatch: true }

/** The edge of two users who have neither added nor blocked each other. It is not stored. */
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

/** Whether an edge says nothing, so that none needs to be stored. */
export const isNothing = ({ added, addedBack, blocked, blockedBack }: EdgeItem): boolean =>
  !(added || addedBack || blocked || blockedBack)

/** Both edges after one user's turn. @param first the version that a new edge counts from */
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

/** An edge's next state, with its place in the lists. @param first the version that a new edge counts from */
export const next = (edge: EdgeItem, changes: Partial<EdgeItem>, first = 0): EdgeItem => {
  const { listPk: _, listSk: __, ...state } = { ...edge, ...changes, version: (edge.version ?? first) + 1 }
  const { ownerId, friendId, blockedAt, since } = state
  if (state.blocked) return { ...state, listPk: blocksOf(ownerId).partition.pk, listSk: `${blockedAt}#${friendId}` }
  return since ? { ...state, listPk: friendshipsOf(ownerId).partition.pk, listSk: `${since}#${friendId}` } : state
}

/** The version that a new edge counts from: random, so that edges that follow each other under one key differ. */
export const firstVersion = (random: (bytes: number) => Uint8Array): number =>
  random(6).reduce((number, byte) => number * 256 + byte, 0)
