// The invariant of people who get a seat from a waiting list.

import { Seat } from '#domain/matches/items.ts'
import { User } from '#domain/users/items.ts'
import { invariants, minus, neverAfter, plus } from '#kernel/data/invariants.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'

/** Times are those of plans. A later plan may commit earlier, by at most the duration of a commit. */
const COMMIT_MS = 10_000
/** The audit runs once a day and is retried after a failure, so earlier audits have checked older seats. */
const AUDITED_MS = 3 * DAY_MS

export const invariant = invariants('waiting', {
  stays: {
    says: 'A user who has asked for deletion gets no seat from a waiting list.',
    audit: neverAfter(
      plus(Seat, ({ userId, joinedAt, createdAt: at }, now) => {
        if (joinedAt === undefined || Date.parse(at) < Date.parse(now) - AUDITED_MS) return []
        return [{ about: userId, with: User.key(userId), at }]
      }),
      minus(User, ({ userId, deletedAt }) =>
        deletedAt === undefined ? [] : [{ about: userId, with: User.key(userId), at: after(deletedAt, COMMIT_MS) }],
      ),
    ),
  },
})
