// What can go wrong between friends.

import { problem } from '#kernel/data/problem.ts'

export const SelfFriendship = problem('self-friendship', 400, 'That is you', 'You can neither add nor block yourself.')
export const NotAFriend = problem('not-a-friend', 400, 'Not a friend', 'A friend is somebody whom you have added.')
export const Blocked = problem('blocked', 403, 'Blocked', 'One of you has blocked the other.')
export const GroupNotFound = problem('group-not-found', 404, 'No such group', 'You have no friend group with this id.')
export const DefaultGroup = problem(
  'default-group',
  409,
  'Default group',
  'The default group is all of your friends; it is neither changed nor deleted, and nobody is put in or taken out.',
)
export const GroupNameTaken = problem(
  'group-name-taken',
  409,
  'Group name taken',
  'You have a group with this name; choose another.',
)
export const GroupLimit = problem('group-limit', 409, 'Too many groups', 'You have as many groups as one can have: 20.')
export const GroupFull = problem('group-full', 409, 'Group full', 'The group has as many members as it can have: 500.')
