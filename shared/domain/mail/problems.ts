// The problems of mail.

import { problem } from '#kernel/data/problem.ts'

export const InvalidToken = problem(
  'invalid-token',
  400,
  'Invalid token',
  'The link is wrong, expired or already used. Request a new mail.',
)
/** The reader of the mail has proved to own the address, so this may be told. */
export const AddressTaken: typeof InvalidToken = {
  ...InvalidToken,
  detail: 'Another account has verified this address since the mail was sent, so the link is void.',
}
export const MailOff = problem(
  'mail-off',
  409,
  'Mail is off',
  'This service sends no mail, so addresses are not verified and passwords are not reset by mail.',
)
