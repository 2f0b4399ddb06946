// Binds a transaction that takes a seat to the host's blocks.

import { Edge } from '#domain/friends/items.ts'
import { check } from '#kernel/data/write.ts'
import { guard } from './guards.ts'

/** The host has not blocked the user. In their own matches hosts are always welcome. */
export const welcomed = (hostId: string, userId: string) =>
  hostId === userId ? [] : [check('welcomed', Edge.key(hostId, userId), guard.notBlocked())]
