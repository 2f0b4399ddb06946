// What edges mean, and how the two sides of one turn together.

import { blocksOf, type EdgeItem, friendshipsOf } from './item.ts'
import type { Relation } from './schema.ts'

/** What somebody has to do with another, and what that other has to do with them. */
export interface Pair {
  readonly mine: EdgeItem
  readonly theirs: EdgeItem
}

/** What one does to another: adds or lets go, blocks or not. */
export type Turn = Partial<Pick<EdgeItem, 'added' | 'blocked'>>

/** What the owner wants of a friend, unless they say otherwise. */
const CHOICES = { subscribe: true, dispatch: true }

/** Of somebody with whom the owner has nothing to do. */
export const noEdge = (ownerId: string, friendId: string): EdgeItem => ({
  ...{ ownerId, friendId, added: false, addedBack: false, blocked: false, blockedBack: false },
  ...{ ...CHOICES, groups: [] },
})

export const relationOf = ({ added, addedBack }: EdgeItem): Relation => {
  if (added) return addedBack ? 'MUTUAL' : 'OUTGOING'
  return addedBack ? 'INCOMING' : 'NONE'
}

/** Whether there is nothing that an edge would have to say. */
export const isNothing = ({ added, addedBack, blocked, blockedBack }: EdgeItem): boolean =>
  !(added || addedBack || blocked || blockedBack)

/** Both sides after one's turn. @param birth where the version of an edge begins */
export const turned = ({ mine, theirs }: Pair, turn: Turn, now: string, birth?: number): Pair => {
  const { added, blocked } = { ...mine, ...turn }
  const since = added || mine.addedBack ? (mine.since ?? now) : undefined
  return {
    mine: next(
      mine,
      {
        ...{ added, blocked, since },
        blockedAt: blocked ? (mine.blockedAt ?? now) : undefined,
        ...(added ? {} : { ...CHOICES, groups: [] }),
      },
      birth,
    ),
    theirs: next(theirs, { addedBack: added, blockedBack: blocked, since }, birth),
  }
}

/** An edge's next state, with its place in the lists. @param birth of one that is not stored yet */
export const next = (edge: EdgeItem, changes: Partial<EdgeItem>, birth = 0): EdgeItem => {
  const { listPk: _, listSk: __, ...state } = { ...edge, ...changes, version: (edge.version ?? birth) + 1 }
  const { ownerId, friendId, blockedAt, since } = state
  if (state.blocked) return { ...state, listPk: blocksOf(ownerId).partition.pk, listSk: `${blockedAt}#${friendId}` }
  return since ? { ...state, listPk: friendshipsOf(ownerId).partition.pk, listSk: `${since}#${friendId}` } : state
}

/** Where the version of an edge begins; no two that follow each other under one key begin alike. */
export const birthOf = (random: (bytes: number) => Uint8Array): number =>
  random(6).reduce((number, byte) => number * 256 + byte, 0)
