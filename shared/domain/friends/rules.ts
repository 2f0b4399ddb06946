// What must be true of friends and their groups, in order of precedence.

import { absent, atMost, below, both, either, equals, exists, type Item } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { QuotaExceeded } from '#kernel/data/problems.ts'
import { acrossPartitions, inPartition, neverAfter, rules } from '#kernel/data/rules.ts'
import {
  DEFAULT_GROUP_NAME,
  defaultGroupKey,
  type EdgeItem,
  edgeKey,
  groupKey,
  keys,
  type LeftoverItem,
  MAX_FORMS,
  MAX_GROUPS,
  memberKey,
} from './item.ts'
import { blockAudit, countAudit, membershipAudit, nameAudit, ownerAudit } from './owned.ts'
import { Blocked, DefaultGroup, GroupFull, GroupLimit, GroupNameTaken, GroupNotFound, NotAFriend } from './problems.ts'

const leftoversIn = (items: readonly Item[]): LeftoverItem[] =>
  items.filter(({ sk }) => String(sk).startsWith('LEFTOVER#')) as unknown as LeftoverItem[]

/** Times are of plans: one planned later may commit earlier, by as much as a commit may take. */
const COMMIT_MS = 10_000
/** An audit runs once a day, and one that failed runs again. */
const AUDITED_MS = 3 * 24 * 60 * 60 * 1000

interface Stored {
  readonly pk: string
  readonly sk: string
}
/** Of a seat in a match, what a host's blocks are held against. */
interface TakenSeat {
  readonly userId: string
  readonly hostId?: string
  readonly createdAt: string
}

const visible = both(exists('groupId'), absent('deletedAt'))

export const rule = rules('friends', {
  friend: {
    says: 'Only with a friend, whom the owner has added, does a friendship end, change, or lead into a group.',
    guard: () => equals('added', true),
    fails: NotAFriend,
    audit: ownerAudit(({ edges }) =>
      edges.every(({ added, subscribe, dispatch, groups }) => added || (subscribe && dispatch && groups.length === 0)),
    ),
  },
  unblocked: {
    says: 'Nobody adds somebody whom they have blocked, or who has blocked them.',
    guard: () => either(absent('pk'), both(equals('blocked', false), equals('blockedBack', false))),
    fails: Blocked,
    audit: ownerAudit(({ edges }) => edges.every(({ added, blocked }) => !(added && blocked))),
  },
  welcome: {
    says: 'Whom a host has blocked takes no seat in the matches of that host.',
    guard: () => either(absent('pk'), equals('blocked', false)),
    fails: Blocked,
    audit: neverAfter((item, now) => {
      const { pk, sk, blocked, blockedAt = '', ownerId, friendId } = item as unknown as EdgeItem & Stored
      if (sk.startsWith('EDGE#') && blocked) {
        const at = new Date(Date.parse(blockedAt) + COMMIT_MS).toISOString()
        return [{ about: `${friendId} with ${ownerId}`, side: -1, with: pk, at }]
      }
      const { userId, hostId, createdAt: at } = item as unknown as TakenSeat
      if (!pk.startsWith('MATCH#') || !sk.startsWith('SEAT#') || !hostId || hostId === userId) return []
      // Older seats are the work of earlier audits.
      if (Date.parse(at) < Date.parse(now) - AUDITED_MS) return []
      return [{ about: `${userId} with ${hostId}`, side: 1, with: edgeKey(hostId, userId).pk, at }]
    }),
  },
  groupExists: {
    says: 'Members and names belong to a group that exists and is not deleted.',
    guard: () => visible,
    fails: GroupNotFound,
    audit: ownerAudit(({ groups, members }) => {
      const known = new Set(groups.filter(({ ownerId }) => ownerId !== undefined).map(({ groupId }) => groupId))
      return known.size === groups.length && members.every(({ groupId }) => known.has(groupId))
    }),
  },
  ordinary: {
    says: 'The default group is neither renamed nor deleted, and nobody is put in or taken out.',
    guard: () => equals('isDefault', false),
    fails: DefaultGroup,
    audit: ownerAudit(
      ({ root, members }) =>
        root.groupName === DEFAULT_GROUP_NAME && !members.some(({ groupId }) => groupId === root.groupId),
    ),
  },
  uniqueGroupName: {
    says: 'No two groups of an owner have the same name.',
    guard: () => absent('pk'),
    fails: GroupNameTaken,
    audit: nameAudit,
  },
  groupLimit: {
    says: 'An owner has at most 20 groups besides the default one.',
    guard: () => atMost('groupCount', MAX_GROUPS - 1),
    fails: GroupLimit,
    audit: ownerAudit(({ root, groups }) => {
      const count = groups.filter(({ deletedAt }) => !deletedAt).length
      return root.groupCount === count && count <= MAX_GROUPS
    }),
  },
  roomInGroup: {
    says: 'memberCount is never above maxMemberCount, which is 500.',
    guard: () => below('memberCount', 'maxMemberCount'),
    fails: GroupFull,
    audit: ownerAudit(({ groups }) =>
      groups.every(({ memberCount, maxMemberCount = memberCount }) => memberCount <= maxMemberCount),
    ),
  },
  formsAnHour: {
    says: 'An owner is given at most 20 upload forms in an hour of the clock.',
    guard: () => either(absent('count'), atMost('count', MAX_FORMS - 1)),
    fails: QuotaExceeded,
    detail: `You were given ${MAX_FORMS} upload forms in this hour of the clock. Try again in the next one.`,
    tells: () => ({ limit: MAX_FORMS }),
    audit: inPartition('FRIENDS', ({ items }) =>
      items.every(({ sk, count }) => !String(sk).startsWith('FORMS#') || Number(count) <= MAX_FORMS),
    ),
  },
  oneDefaultGroup: {
    says: 'An owner has exactly one default group from the start, and it counts what else they have.',
    expects: () => equals('isDefault', true),
    audit: inPartition('FRIENDS', ({ pk, items }) => {
      const [only, ...others] = items.filter(({ isDefault }) => isDefault === true)
      return others.length === 0 && only?.['sk'] === 'GROUP#DEFAULT' && `${keys.prefixes[0]}#${only['ownerId']}` === pk
    }),
  },
  asRead: {
    says: 'An edge changes only from the state that was read, so whoever ends a friendship knows every group it led into.',
    expects: (version: number | undefined) => (version === undefined ? absent('pk') : equals('version', version)),
    audit: membershipAudit,
  },
  groupAsRead: {
    says: 'A group is renamed or deleted only with the name, the members and the image that were read.',
    expects: (groupName: string, memberCount: number, imageId: string | undefined) =>
      both(
        equals('groupName', groupName),
        equals('memberCount', memberCount),
        imageId === undefined ? absent('imageId') : equals('imageId', imageId),
      ),
    audit: nameAudit,
  },
  joinedOnce: {
    says: 'Nobody is put into a group, and counted there, twice.',
    expects: () => absent('pk'),
    audit: countAudit,
  },
  leftOnce: {
    says: 'Nobody is taken out of a group, and off its count, twice.',
    expects: () => exists('friendId'),
    audit: countAudit,
  },
  awaitedUpload: {
    says: 'Of all uploads a group takes the one that was asked for last, and takes it once.',
    expects: (uploadId: string) =>
      both(equals('uploadId', uploadId), equals('uploadState', 'AWAITED'), absent('deletedAt')),
    audit: ownerAudit(({ root, groups }) =>
      [root, ...groups].every(({ imageId, uploadId, uploadState }) =>
        uploadState === 'SHOWN' ? imageId === uploadId : imageId === undefined || (uploadId ?? imageId) !== imageId,
      ),
    ),
  },
  imageLeft: {
    says: 'An image that no group shows any more is left to the sweeper, and one that a group shows is not.',
    together: (...companions: Key[]) => companions,
    audit: inPartition('FRIENDS', ({ items }) => {
      const groups = items.filter(({ isDefault, deletedAt }) => isDefault !== undefined && deletedAt === undefined)
      const shown = new Set(groups.map(({ imageId }) => imageId))
      return leftoversIn(items).every(({ of, imageId }) => of === 'UPLOAD' || !shown.has(imageId))
    }),
  },
  leftoverAsRead: {
    says: 'Objects count as deleted only if nothing was added to what is to be deleted.',
    expects: (dueAt: string, of: LeftoverItem['of']) => both(equals('dueAt', dueAt), equals('of', of)),
    audit: inPartition('FRIENDS', ({ items }) =>
      leftoversIn(items).every(({ duePk, dueAt, sweptOf }) => duePk !== undefined || sweptOf === dueAt),
    ),
  },
  blockOutlives: {
    says: 'No change of a friendship lifts a block, nor does the other side: only who set it.',
    expects: (blocked: boolean) => either(absent('pk'), equals('blocked', blocked)),
    audit: blockAudit,
  },
  mirrored: {
    says: "What one's edge says of another, the other's edge says of them.",
    together: (one: string, other: string) => [edgeKey(one, other), edgeKey(other, one)],
    audit: acrossPartitions((item) => {
      if (!String(item['sk']).startsWith('EDGE#') || !String(item['pk']).startsWith('FRIENDS#')) return []
      const { ownerId, friendId, added, addedBack, blocked, blockedBack, since } = item as unknown as EdgeItem
      const [mine, theirs] = [
        `${ownerId} ${Number(added)}${Number(blocked)}`,
        `${friendId} ${Number(addedBack)}${Number(blockedBack)}`,
      ]
      const first = ownerId < friendId
      const about = `${first ? mine : theirs} and ${first ? theirs : mine} since ${since}`
      return [{ about, side: first ? 1 : -1, with: edgeKey(friendId, ownerId).pk }]
    }),
  },
  membersAreFriends: {
    says: "A group's member is a friend of its owner: the membership and the edge that names the group change together.",
    together: (ownerId: string, friendId: string, groupId: string) => [
      edgeKey(ownerId, friendId),
      memberKey(ownerId, groupId, friendId),
    ],
    audit: membershipAudit,
  },
  memberCount: {
    says: 'memberCount of a group = the number of its members.',
    together: (ownerId: string, friendId: string, groupId: string) => [
      groupKey(ownerId, groupId),
      memberKey(ownerId, groupId, friendId),
    ],
    audit: countAudit,
  },
  defaultGroup: {
    says: 'memberCount of the default group = the number of friends its owner has added.',
    together: (ownerId: string, friendId: string) => [defaultGroupKey(ownerId), edgeKey(ownerId, friendId)],
    audit: ownerAudit(({ root, edges }) => root.memberCount === edges.filter(({ added }) => added).length),
  },
  wholeGroup: {
    says: 'A group, what guards its name, and the count of its owner come and go together.',
    together: (...companions: Key[]) => companions,
    audit: nameAudit,
  },
  blockCount: {
    says: 'blockCount = the number of people whom the owner has blocked.',
    together: (ownerId: string, friendId: string) => [defaultGroupKey(ownerId), edgeKey(ownerId, friendId)],
    audit: blockAudit,
  },
})
