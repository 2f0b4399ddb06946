// The invariants of friends and groups, each with the audit that proves it on stored data.

import {
  acrossPartitions,
  each,
  invariants,
  minus,
  partition,
  plus,
  rooted,
  type Term,
} from '#kernel/data/invariants.ts'
import { DAY_S, secondsOf } from '#kernel/data/time.ts'
import {
  DEFAULT_GROUP_NAME,
  DefaultGroup,
  Edge,
  type EdgeItem,
  Forms,
  Group,
  type GroupItem,
  Leftover,
  MAX_FORMS,
  MAX_GROUPS,
  Member,
  Name,
} from './items.ts'

/** Without the default group. */
const ordinary = (groups: readonly GroupItem[]): GroupItem[] => groups.filter(({ isDefault }) => isDefault !== true)
const isStanding = ({ deletedAt }: GroupItem): boolean => deletedAt === undefined
const same = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length

/** The relation of two users, as both edges record it. */
const relationOf = ({ ownerId, friendId, added, addedBack, blocked, blockedBack, since }: EdgeItem): Term[] => {
  const mine = `${ownerId} ${Number(added)}${Number(blocked)}`
  const theirs = `${friendId} ${Number(addedBack)}${Number(blockedBack)}`
  const [first, second] = ownerId < friendId ? [mine, theirs] : [theirs, mine]
  return [{ about: `${first} and ${second} since ${since}`, with: Edge.key(friendId, ownerId) }]
}

export const invariant = invariants('friends', {
  oneDefaultGroup: {
    says: 'Every owner has exactly one default group, under a fixed key.',
    audit: rooted(DefaultGroup, 'groupId'),
  },
  defaultGroup: {
    says: 'The default group is named `default` and stores no members, because it contains all friends; no other group is a default group.',
    audit: partition(
      DefaultGroup,
      { groups: Group, members: Member },
      ({ groupId, ownerId, pk, groupName, isDefault }, { groups, members }) =>
        isDefault &&
        pk === DefaultGroup.key(ownerId).pk &&
        groupName === DEFAULT_GROUP_NAME &&
        members.every((member) => member.groupId !== groupId) &&
        groups.filter((group) => group.isDefault).length === 1,
    ),
  },
  friendCount: {
    says: 'memberCount of the default group = the number of users whom its owner has added.',
    audit: partition(
      DefaultGroup,
      { edges: Edge },
      ({ memberCount }, { edges }) => memberCount === edges.filter(({ added }) => added).length,
    ),
  },
  announced: {
    says: 'Each friend was added with an event.',
    audit: each(DefaultGroup, ({ announced, eventSeq = 0, memberCount }) => !announced || eventSeq >= memberCount),
  },
  blockCount: {
    says: 'blockCount = the number of users whom the owner has blocked.',
    audit: partition(
      DefaultGroup,
      { edges: Edge },
      ({ blockCount }, { edges }) => blockCount === edges.filter(({ blocked }) => blocked).length,
    ),
  },
  groupCount: {
    says: `groupCount = the number of groups besides the default one that are not deleted, at most ${MAX_GROUPS}.`,
    audit: partition(DefaultGroup, { groups: Group }, ({ groupCount }, { groups }) => {
      const count = ordinary(groups).filter(isStanding).length
      return groupCount === count && count <= MAX_GROUPS
    }),
  },
  uniqueGroupName: {
    says: 'No two groups of an owner have the same name: each group that is not deleted has reserved its name.',
    audit: partition(DefaultGroup, { groups: Group, names: Name }, ({ ownerId }, { groups, names }) =>
      same(
        names.map(({ sk }) => sk),
        ordinary(groups)
          .filter(isStanding)
          .map(({ groupName }) => Name.key(ownerId, groupName).sk),
      ),
    ),
  },
  memberCount: {
    says: 'memberCount of a group = the number of its members, at most maxMemberCount.',
    audit: partition(DefaultGroup, { groups: Group, members: Member }, (_, { groups, members }) => {
      const found = Map.groupBy(members, ({ groupId }) => groupId)
      return ordinary(groups).every(
        ({ groupId, memberCount, maxMemberCount = memberCount }) =>
          memberCount === (found.get(groupId)?.length ?? 0) && memberCount <= maxMemberCount,
      )
    }),
  },
  membersOfGroups: {
    says: 'Every member belongs to a group that was opened.',
    audit: partition(DefaultGroup, { groups: Group, members: Member }, (_, { groups, members }) => {
      const known = new Set(groups.filter(({ ownerId }) => ownerId !== undefined).map(({ groupId }) => groupId))
      return known.size === groups.length && members.every(({ groupId }) => known.has(groupId))
    }),
  },
  namedByEdges: {
    says: 'A user is a member of exactly the groups that the edge names.',
    audit: partition(DefaultGroup, { edges: Edge, members: Member }, (_, { edges, members }) =>
      same(
        edges.flatMap(({ friendId, groups }) => groups.map((groupId) => `${groupId} ${friendId}`)),
        members.map(({ groupId, friendId }) => `${groupId} ${friendId}`),
      ),
    ),
  },
  friendsOnly: {
    says: 'An edge names groups or changes the default choices only if its owner has added the other user.',
    audit: each(
      Edge,
      ({ added, subscribe, dispatch, groups }) => added || (subscribe && dispatch && groups.length === 0),
    ),
  },
  blocked: {
    says: 'No user has both added and blocked the same other user.',
    audit: each(Edge, ({ added, blocked }) => !(added && blocked)),
  },
  mirrored: {
    says: 'The two edges between two users record the same additions and blocks.',
    audit: acrossPartitions(
      plus(Edge, (edge) => (edge.ownerId < edge.friendId ? relationOf(edge) : [])),
      minus(Edge, (edge) => (edge.ownerId < edge.friendId ? [] : relationOf(edge))),
    ),
  },
  formsAnHour: {
    says: `An owner gets at most ${MAX_FORMS} upload forms in a clock hour.`,
    audit: each(Forms, ({ count }) => count <= MAX_FORMS),
  },
  lastUpload: {
    says: 'A group shows only its last successful upload, never a pending or rejected one.',
    audit: each(Group, ({ imageId, uploadId, uploadState }) =>
      uploadState === 'SHOWN' ? imageId === uploadId : imageId === undefined || (uploadId ?? imageId) !== imageId,
    ),
  },
  keptImage: {
    says: 'No image that a group shows is scheduled for deletion.',
    audit: partition(DefaultGroup, { groups: Group, leftovers: Leftover }, (_, { groups, leftovers }) => {
      const shown = new Set(groups.filter(isStanding).map(({ imageId }) => imageId))
      return leftovers.every(({ of, imageId }) => of === 'UPLOAD' || !shown.has(imageId))
    }),
  },
  deletedWhenDue: {
    says: 'Leftover objects are deleted no earlier than their due time.',
    // The record of deleted objects stays for another day.
    audit: each(Leftover, ({ duePk, dueAt, ttl = 0 }) => duePk !== undefined || secondsOf(dueAt) <= ttl - DAY_S),
  },
})
