// The problems of mail.

import { problem } from '#kernel/data/problem.ts'

export const InvalidToken = problem(
  'invalid-token',
  400,
  'Invalid token',
  'The link is wrong, expired or already used. Request a new mail.',
)
export const MailOff = problem(
  'mail-off',
  409,
  'Mail is off',
  'This service sends no mail, so addresses are not verified and passwords are not reset by mail.',
)
