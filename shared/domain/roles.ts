// The roles in access tokens.

import type { Role } from '#kernel/http/contract.ts'

export const operator: Role = {
  name: 'OPERATOR',
  holders: 'operators',
  refusal: {
    en: 'Only operators can do this. If you have just become an operator, sign in again: the access token carries the role.',
    ko: '운영자만 할 수 있습니다. 방금 운영자가 되었다면 다시 로그인해 주십시오. 역할은 액세스 토큰에 들어 있습니다.',
  },
  guarded: true,
}
