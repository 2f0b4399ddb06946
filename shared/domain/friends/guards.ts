// The conditions that keep the invariants of friends and groups, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { QuotaExceeded, Unauthenticated } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import {
  DefaultGroup,
  Edge,
  type EdgeItem,
  Forms,
  Group,
  type GroupItem,
  keyOf,
  Leftover,
  type LeftoverItem,
  MAX_FORMS,
  MAX_GROUPS,
  Member,
  Name,
} from './items.ts'
import {
  Blocked,
  DefaultGroup as DefaultGroupProblem,
  GroupFull,
  GroupLimit,
  GroupNameTaken,
  GroupNotFound,
  NotAFriend,
} from './problems.ts'

/** Two users, as seen by the first. */
interface Users {
  readonly ownerId: string
  readonly friendId: string
}

interface Membership extends Users {
  readonly groupId: string
}

export const guard = keepers('friends', {
  friend: Edge.guard({
    when: (edge) => edge.equals('added', true),
    fails: NotAFriend,
    keeps: [invariant.friendsOnly],
  }),
  unblocked: Edge.guard({
    when: (edge) => either(edge.missing(), both(edge.equals('blocked', false), edge.equals('blockedBack', false))),
    fails: Blocked,
    keeps: [invariant.blocked],
  }),
  groupExists: Group.guard({
    when: (group) => both(group.exists('groupId'), group.absent('deletedAt')),
    fails: GroupNotFound,
    keeps: [invariant.membersOfGroups],
  }),
  ordinary: Group.guard({
    when: (group) => group.equals('isDefault', false),
    fails: DefaultGroupProblem,
    keeps: [invariant.defaultGroup],
  }),
  uniqueGroupName: Name.guard({
    when: (name) => name.missing(),
    fails: GroupNameTaken,
    keeps: [invariant.uniqueGroupName],
  }),
  groupLimit: DefaultGroup.guard({
    when: (root) => root.atMost('groupCount', MAX_GROUPS - 1),
    fails: GroupLimit,
    keeps: [invariant.groupCount],
  }),
  roomInGroup: Group.guard({
    when: (group) => group.below('memberCount', 'maxMemberCount'),
    fails: GroupFull,
    keeps: [invariant.memberCount],
  }),
  formsAnHour: Forms.guard({
    when: (forms) => either(forms.absent('count'), forms.atMost('count', MAX_FORMS - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `You have requested ${MAX_FORMS} upload forms in this hour, which is the maximum. Retry after the next full hour.`,
      ko: `한 시간 동안 요청할 수 있는 업로드 양식 ${MAX_FORMS}개를 모두 요청했습니다. 다음 정각 이후에 다시 시도해 주십시오.`,
    },
    tells: () => ({ limit: MAX_FORMS }),
    keeps: [invariant.formsAnHour],
  }),
  registered: DefaultGroup.expectation({
    when: (root) => root.equals('isDefault', true),
    keeps: [invariant.oneDefaultGroup],
  }),
  /** The caller has not asked for deletion, and is not erased yet. */
  ownerStays: DefaultGroup.guard({
    when: (root) => both(root.equals('isDefault', true), root.absent('closedAt')),
    fails: Unauthenticated,
    keeps: order,
  }),
  /** The other user has not asked for deletion. */
  friendStays: DefaultGroup.expectation({ when: (root) => root.absent('closedAt'), keeps: order }),
  /** Nothing is left in the default group. */
  emptied: DefaultGroup.expectation({
    when: (root) =>
      both(
        root.equals('memberCount', 0),
        root.equals('blockCount', 0),
        root.equals('groupCount', 0),
        root.exists('closedAt'),
      ),
    keeps: [invariant.oneDefaultGroup],
  }),
  /** The groups of the edge are those that were read. */
  edgeUnchanged: Edge.expectation({
    when: (edge, { version }: Pick<EdgeItem, 'version'>) =>
      version === undefined ? edge.missing() : edge.equals('version', version),
    keeps: [invariant.namedByEdges],
  }),
  groupUnchanged: Group.expectation({
    when: (group, { groupName, memberCount, imageId }: Pick<GroupItem, 'groupName' | 'memberCount' | 'imageId'>) =>
      both(
        group.equals('groupName', groupName),
        group.equals('memberCount', memberCount),
        imageId === undefined ? group.absent('imageId') : group.equals('imageId', imageId),
      ),
    keeps: [invariant.uniqueGroupName, invariant.membersOfGroups, invariant.keptImage],
  }),
  notMember: Member.expectation({ when: (member) => member.missing(), keeps: [invariant.memberCount] }),
  member: Member.expectation({ when: (member) => member.exists('friendId'), keeps: [invariant.memberCount] }),
  awaitedUpload: Group.expectation({
    when: (group, { uploadId }: { uploadId: string }) =>
      both(group.equals('uploadId', uploadId), group.equals('uploadState', 'AWAITED'), group.absent('deletedAt')),
    keeps: [invariant.lastUpload],
  }),
  leftoverUnchanged: Leftover.expectation({
    when: (leftover, { dueAt, of }: Pick<LeftoverItem, 'dueAt' | 'of'>) =>
      both(leftover.equals('dueAt', dueAt), leftover.equals('of', of)),
    keeps: [invariant.deletedWhenDue],
  }),
  /** Only the user who set a block can lift it. */
  blockUnchanged: Edge.expectation({
    when: (edge, { blocked }: { blocked: boolean }) => either(edge.missing(), edge.equals('blocked', blocked)),
    keeps: [invariant.blockCount],
  }),
  bothEdges: companions({
    with: ({ ownerId, friendId }: Users) => [Edge.key(ownerId, friendId), Edge.key(friendId, ownerId)],
    keeps: [invariant.mirrored],
  }),
  withEdge: companions({
    with: ({ ownerId, friendId, groupId }: Membership) => [
      Edge.key(ownerId, friendId),
      Member.key(ownerId, groupId, friendId),
    ],
    keeps: [invariant.namedByEdges],
  }),
  withMember: companions({
    with: ({ ownerId, friendId, groupId }: Membership) => [
      Group.key(ownerId, groupId),
      Member.key(ownerId, groupId, friendId),
    ],
    keeps: [invariant.memberCount],
  }),
  withCounts: companions({
    with: ({ ownerId, friendId }: Users) => [DefaultGroup.key(ownerId), Edge.key(ownerId, friendId)],
    keeps: [invariant.friendCount, invariant.blockCount, invariant.announced],
  }),
  /** A group, its name, and the group count. */
  wholeGroup: companions({
    with: ({ keys }: { keys: readonly Key<'friends'>[] }) => keys,
    keeps: [invariant.uniqueGroupName, invariant.groupCount],
  }),
  withLeftovers: companions({
    with: ({ group, images }: { group: GroupItem; images: readonly string[] }) => [
      keyOf(group),
      ...images.map((imageId) => Leftover.key(group.ownerId, imageId)),
    ],
    keeps: [invariant.keptImage],
  }),
})
