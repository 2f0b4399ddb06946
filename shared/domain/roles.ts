// The roles that an access token carries.

import type { Role } from '#kernel/http/contract.ts'

export const operator = {
  name: 'OPERATOR',
  holders: 'operators',
  refusal: 'This is for operators. Whoever has become one signs in again: the access token carries the role.',
} as const satisfies Role
