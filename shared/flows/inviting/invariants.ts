// The invariant of invitations and blocks.

import { Edge } from '#domain/friends/items.ts'
import { Invitation } from '#domain/matches/items.ts'
import { invariants, minus, neverAfter, plus } from '#kernel/data/invariants.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'

/** Times are those of plans. A later plan may commit earlier, by at most the duration of a commit. */
const COMMIT_MS = 10_000
/** The audit runs once a day and is retried after a failure, so earlier audits have checked older invitations. */
const AUDITED_MS = 3 * DAY_MS

export const invariant = invariants('inviting', {
  notBlocked: {
    says: 'A user gets no invitation from a user whom they have blocked.',
    audit: neverAfter(
      plus(Invitation, ({ userId, from, createdAt: at }, now) => {
        if (Date.parse(at) < Date.parse(now) - AUDITED_MS) return []
        return [{ about: `${from} to ${userId}`, with: Edge.key(userId, from), at }]
      }),
      minus(Edge, (edge) => {
        const { ownerId, friendId, blocked, blockedAt = '' } = edge
        if (!blocked) return []
        const at = after(blockedAt, COMMIT_MS)
        return [{ about: `${friendId} to ${ownerId}`, with: Edge.key(ownerId, friendId), at }]
      }),
    ),
  },
})
