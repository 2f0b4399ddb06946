// Friendships with the names of the friends, as lists show them.

import type { EdgeItem } from '#domain/friends/items.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { peopleOf } from '#domain/users/reads.ts'
import { nameView } from '#domain/users/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Language } from '#kernel/data/language.ts'

/** In the order of the edges. Two more items are read for each. */
export const namedFriendships = async (read: Read<'users'>, edges: readonly EdgeItem[], language: Language) => {
  const people = await peopleOf(
    read,
    edges.map(({ friendId }) => friendId),
  )
  return edges.map((edge, at) => ({
    ...friendshipView(edge),
    user: nameView(edge.friendId, people[at] ?? {}, language),
  }))
}
