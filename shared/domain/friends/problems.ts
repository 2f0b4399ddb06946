// The problems of friends.

import { problem } from '#kernel/data/problem.ts'

export const SelfFriendship = problem(
  'self-friendship',
  400,
  'Not possible with yourself',
  'You cannot add or block yourself.',
)
export const NotAFriend = problem(
  'not-a-friend',
  400,
  'Not a friend',
  'You have not added this user as a friend. Add the user first.',
)
export const Blocked = problem('blocked', 403, 'Blocked', 'A block between you and the other user does not allow this.')
export const GroupNotFound = problem(
  'group-not-found',
  404,
  'Group not found',
  'You have no friend group with this id.',
)
export const DefaultGroup = problem(
  'default-group',
  409,
  'Default group',
  'The default group always contains all of your friends. You cannot change or delete it, or add and remove members.',
)
export const GroupNameTaken = problem(
  'group-name-taken',
  409,
  'Group name taken',
  'You already have a group with this name. Choose another name.',
)
export const GroupLimit = problem(
  'group-limit',
  409,
  'Too many groups',
  'You have reached the maximum of 20 groups. Delete one first.',
)
export const GroupFull = problem(
  'group-full',
  409,
  'Group full',
  'The group has reached the maximum of 500 members. Remove one first.',
)
