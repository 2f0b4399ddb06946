// The problems of friends.

import { problem } from '#kernel/data/problem.ts'

export const SelfFriendship = problem('self-friendship', 400, {
  en: { title: 'Not possible with yourself', detail: 'You cannot add or block yourself.' },
  ko: { title: '본인에게는 할 수 없음', detail: '자기 자신을 친구로 추가하거나 차단할 수 없습니다.' },
})
export const NotAFriend = problem('not-a-friend', 400, {
  en: { title: 'Not a friend', detail: 'You have not added this user as a friend. Add the user first.' },
  ko: { title: '친구가 아님', detail: '이 사용자를 친구로 추가하지 않았습니다. 먼저 친구로 추가해 주십시오.' },
})
export const Blocked = problem('blocked', 403, {
  en: { title: 'Blocked', detail: 'A block between you and the other user does not allow this.' },
  ko: { title: '차단됨', detail: '두 사용자 사이의 차단 때문에 할 수 없습니다.' },
})
export const GroupNotFound = problem('group-not-found', 404, {
  en: { title: 'Group not found', detail: 'You have no friend group with this id.' },
  ko: { title: '그룹을 찾을 수 없음', detail: '이 ID의 친구 그룹이 없습니다.' },
})
export const DefaultGroup = problem('default-group', 409, {
  en: {
    title: 'Default group',
    detail:
      'The default group always contains all of your friends. You cannot change or delete it, or add and remove members.',
  },
  ko: {
    title: '기본 그룹',
    detail:
      '기본 그룹에는 항상 모든 친구가 들어 있습니다. 그룹을 변경하거나 삭제할 수 없고, 구성원을 추가하거나 제외할 수도 없습니다.',
  },
})
export const GroupNameTaken = problem('group-name-taken', 409, {
  en: { title: 'Group name taken', detail: 'You already have a group with this name. Choose another name.' },
  ko: { title: '이미 있는 그룹 이름', detail: '같은 이름의 그룹이 이미 있습니다. 다른 이름을 선택해 주십시오.' },
})
export const GroupLimit = problem('group-limit', 409, {
  en: { title: 'Too many groups', detail: 'You have reached the maximum of 20 groups. Delete one first.' },
  ko: { title: '그룹 수 초과', detail: '그룹을 최대 개수인 20개까지 만들었습니다. 먼저 그룹을 하나 삭제해 주십시오.' },
})
export const GroupFull = problem('group-full', 409, {
  en: { title: 'Group full', detail: 'The group has reached the maximum of 500 members. Remove one first.' },
  ko: { title: '정원이 찬 그룹', detail: '그룹의 최대 인원인 500명에 도달했습니다. 먼저 구성원을 제외해 주십시오.' },
})
