// The invariants of hosts, their blocks, and the seats of their matches.

import { Edge } from '#domain/friends/items.ts'
import { Seat } from '#domain/matches/items.ts'
import { invariants, minus, neverAfter, plus } from '#kernel/data/invariants.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'

/** Times are those of plans. A later plan may commit earlier, by at most the duration of a commit. */
const COMMIT_MS = 10_000
/** An audit runs once a day, and one that failed runs again. Earlier audits have judged older seats. */
const AUDITED_MS = 3 * DAY_MS

export const invariant = invariants('hosting', {
  notBlocked: {
    says: 'A user whom a host has blocked takes no seat in matches of that host.',
    audit: neverAfter(
      plus(Seat, ({ userId, hostId, createdAt: at }, now) => {
        if (!hostId || hostId === userId || Date.parse(at) < Date.parse(now) - AUDITED_MS) return []
        return [{ about: `${userId} with ${hostId}`, with: Edge.key(hostId, userId), at }]
      }),
      minus(Edge, (edge) => {
        const { ownerId, friendId, blocked, blockedAt = '' } = edge
        if (!blocked) return []
        const at = after(blockedAt, COMMIT_MS)
        return [{ about: `${friendId} with ${ownerId}`, with: Edge.key(ownerId, friendId), at }]
      }),
    ),
  },
})
