// Adds the host's blocks to a transaction that takes a seat.

import { Edge } from '#domain/friends/items.ts'
import { check } from '#kernel/data/write.ts'
import { guard } from './guards.ts'

/** The host has not blocked the user. Hosts can always join their own matches. */
export const welcomed = (hostId: string, userId: string) =>
  hostId === userId ? [] : [check('welcomed', Edge.key(hostId, userId), guard.notBlocked())]
