// The problems of chat.

import { problem } from '#kernel/data/problem.ts'

export const ChatroomNotFound = problem('chatroom-not-found', 404, {
  en: { title: 'Chatroom not found', detail: 'No chatroom has this id.' },
  ko: { title: '채팅방을 찾을 수 없음', detail: '이 ID의 채팅방이 없습니다.' },
})
export const TestPlanExists = problem('testplan-exists', 400, {
  en: {
    title: 'Test plan exists',
    detail: 'The chatroom already has a test plan. Delete it before you create another one.',
  },
  ko: { title: '이미 있는 시험 계획', detail: '채팅방에 이미 시험 계획이 있습니다. 삭제한 뒤 새로 만들어 주십시오.' },
})
export const TestPlanNotFound = problem('testplan-not-found', 404, {
  en: { title: 'Test plan not found', detail: 'The chatroom has no current test plan.' },
  ko: { title: '시험 계획을 찾을 수 없음', detail: '채팅방에 현재 시험 계획이 없습니다.' },
})
export const TaskNotFound = problem('task-not-found', 404, {
  en: {
    title: 'Task not found',
    detail: 'The current test plan has no task at this place of this day. Places begin with 0.',
  },
  ko: {
    title: '할 일을 찾을 수 없음',
    detail: '현재 시험 계획의 그 날짜에 이 번호의 할 일이 없습니다. 번호는 0부터 시작합니다.',
  },
})
