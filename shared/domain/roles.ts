// The roles in access tokens.

import type { Role } from '#kernel/http/contract.ts'

export const operator = {
  name: 'OPERATOR',
  holders: 'operators',
  refusal:
    'Only operators can do this. If you have just become an operator, sign in again: the access token carries the role.',
  guarded: true,
} as const satisfies Role
