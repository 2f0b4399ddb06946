// What can go wrong in a chat.

import { problem } from '#kernel/data/problem.ts'

export const ChatroomNotFound = problem('chatroom-not-found', 404, 'No such chatroom', 'No chatroom has this id.')
export const TestPlanExists = problem(
  'testplan-exists',
  400,
  'Test plan exists',
  'The chatroom has a test plan; delete it before another is made.',
)
export const TestPlanNotFound = problem(
  'testplan-not-found',
  404,
  'No test plan',
  'The chatroom has no test plan at the moment.',
)
