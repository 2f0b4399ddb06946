// The problems of chat.

import { problem } from '#kernel/data/problem.ts'

export const ChatroomNotFound = problem('chatroom-not-found', 404, 'Chatroom not found', 'No chatroom has this id.')
export const TestPlanExists = problem(
  'testplan-exists',
  400,
  'Test plan exists',
  'The chatroom already has a test plan. Delete it before you create another one.',
)
export const TestPlanNotFound = problem(
  'testplan-not-found',
  404,
  'Test plan not found',
  'The chatroom has no current test plan.',
)
export const TaskNotFound = problem(
  'task-not-found',
  404,
  'Task not found',
  'The current test plan has no task at this place of this day. Places begin with 0.',
)
