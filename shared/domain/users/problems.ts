// The problems of users and sessions.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const UserNotFound = problem('user-not-found', 404, {
  en: { title: 'User not found', detail: 'No user has this id.' },
  ko: { title: '사용자를 찾을 수 없음', detail: '이 ID의 사용자가 없습니다.' },
})
export const UsernameTaken = problem('username-taken', 409, {
  en: {
    title: 'Username taken',
    detail: 'Another user has this username; letter case is ignored. Choose a different one.',
  },
  ko: {
    title: '이미 사용 중인 사용자 이름',
    detail:
      '다른 사용자가 이 사용자 이름을 사용하고 있습니다. 대소문자는 구별하지 않습니다. 다른 이름을 선택해 주십시오.',
  },
})
/** The same code: to a program, the name is not to be had either. */
export const UsernameReserved: typeof UsernameTaken = {
  ...UsernameTaken,
  words: {
    en: {
      ...UsernameTaken.words.en,
      detail: 'This username is reserved for the service. Choose a different one.',
    },
    ko: {
      ...UsernameTaken.words.ko,
      detail: '서비스가 사용하는 이름입니다. 다른 사용자 이름을 선택해 주십시오.',
    },
  },
}
export const EmailTaken = problem('email-taken', 409, {
  en: { title: 'Email taken', detail: 'Another user has registered with this email. Use a different one.' },
  ko: { title: '이미 등록된 이메일', detail: '다른 사용자가 이 이메일로 가입했습니다. 다른 이메일을 사용해 주십시오.' },
})
export const WrongPassword = problem('wrong-password', 403, {
  en: { title: 'Wrong password', detail: 'This change requires the current password. Send it in currentPassword.' },
  ko: {
    title: '잘못된 비밀번호',
    detail: '이 변경에는 현재 비밀번호가 필요합니다. currentPassword에 넣어 보내 주십시오.',
  },
})
export const InvalidCredentials = problem('invalid-credentials', 401, {
  en: { title: 'Invalid credentials', detail: 'The username or the password is wrong.' },
  ko: { title: '잘못된 로그인 정보', detail: '사용자 이름 또는 비밀번호가 올바르지 않습니다.' },
})
export const TooManyAttempts = problem(
  'too-many-attempts',
  429,
  {
    en: { title: 'Too many attempts', detail: 'Too many wrong passwords were sent. Retry after retryAfter seconds.' },
    ko: {
      title: '시도 횟수 초과',
      detail: '잘못된 비밀번호를 너무 많이 보냈습니다. retryAfter초 뒤에 다시 시도해 주십시오.',
    },
  },
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const CodeRequired = problem('code-required', 401, {
  en: {
    title: 'Code required',
    detail: 'This account has an authenticator app. Send its current code, or a recovery code, in code.',
  },
  ko: {
    title: '인증 코드 필요',
    detail: '이 계정은 인증 앱을 사용합니다. 현재 인증 코드나 복구 코드를 code에 넣어 보내 주십시오.',
  },
})
export const WrongCode = problem('wrong-code', 403, {
  en: {
    title: 'Wrong code',
    detail: 'The code is wrong, or was already used. Wait for the next code of the authenticator app.',
  },
  ko: {
    title: '잘못된 인증 코드',
    detail: '코드가 올바르지 않거나 이미 사용되었습니다. 인증 앱의 다음 코드를 기다려 주십시오.',
  },
})
export const TotpEnabled = problem('totp-enabled', 409, {
  en: { title: 'Authenticator app enabled', detail: 'An authenticator app is already set up. Remove it first.' },
  ko: { title: '인증 앱 사용 중', detail: '인증 앱이 이미 설정되어 있습니다. 먼저 해제해 주십시오.' },
})
export const TotpNotBegun = problem('totp-not-found', 404, {
  en: { title: 'No authenticator app', detail: 'No authenticator app is set up. Begin with POST /users/me/totp.' },
  ko: { title: '인증 앱 없음', detail: '설정된 인증 앱이 없습니다. POST /users/me/totp로 시작해 주십시오.' },
})
/** For an operator. */
export const NoTotp: typeof TotpNotBegun = {
  ...TotpNotBegun,
  words: {
    en: { ...TotpNotBegun.words.en, detail: 'This user has no authenticator app.' },
    ko: { ...TotpNotBegun.words.ko, detail: '이 사용자는 인증 앱을 사용하지 않습니다.' },
  },
}
export const InvalidRefreshToken = problem('invalid-refresh-token', 401, {
  en: {
    title: 'Invalid refresh token',
    detail: 'The refresh token is unknown, already used or expired, or its session has ended. Sign in again.',
  },
  ko: {
    title: '사용할 수 없는 갱신 토큰',
    detail: '갱신 토큰을 알 수 없거나, 이미 사용되었거나 만료되었거나, 세션이 종료되었습니다. 다시 로그인해 주십시오.',
  },
})
export const TooManyRegistrations = problem(
  'too-many-registrations',
  429,
  {
    en: {
      title: 'Too many registrations',
      detail: 'Too many users have registered from this address. Retry after retryAfter seconds.',
    },
    ko: {
      title: '가입 횟수 초과',
      detail: '이 네트워크 주소에서 너무 많은 사용자가 가입했습니다. retryAfter초 뒤에 다시 시도해 주십시오.',
    },
  },
  { retryAfter: documented(z.int(), { example: 600 }) },
)
export const WeakPassword = problem('weak-password', 400, {
  en: {
    title: 'Weak password',
    detail:
      'The password is among those that are tried first: a leaked password, the username, the name in the email address, or the name of this service. Choose another one.',
  },
  ko: {
    title: '너무 쉬운 비밀번호',
    detail:
      '유출된 비밀번호이거나, 사용자 이름, 이메일 주소의 이름, 이 서비스의 이름처럼 가장 먼저 시도되는 비밀번호입니다. 다른 비밀번호를 선택해 주십시오.',
  },
})
export const SessionNotFound = problem('session-not-found', 404, {
  en: { title: 'Session not found', detail: 'You have no session with this id, or it has ended.' },
  ko: { title: '세션을 찾을 수 없음', detail: '이 ID의 세션이 없거나 이미 종료되었습니다.' },
})
export const EmailVerified = problem('email-verified', 409, {
  en: {
    title: 'Email already verified',
    detail: 'The email address is already verified, and no change of it is pending.',
  },
  ko: { title: '이미 확인된 이메일', detail: '이메일 주소가 이미 확인되었으며, 대기 중인 변경도 없습니다.' },
})
export const TooManyMails = problem(
  'too-many-mails',
  429,
  {
    en: {
      title: 'Too many mails',
      detail: 'At most 5 mails an hour are sent on request. Retry after retryAfter seconds.',
    },
    ko: {
      title: '메일 요청 횟수 초과',
      detail: '요청으로 보내는 메일은 한 시간에 5통까지입니다. retryAfter초 뒤에 다시 시도해 주십시오.',
    },
  },
  { retryAfter: documented(z.int(), { example: 600 }) },
)
export const OwnLock = problem('own-lock', 403, {
  en: {
    title: 'Own account',
    detail: 'Operators do not lock, unlock or open their own accounts. Ask another operator.',
  },
  ko: {
    title: '본인의 계정',
    detail: '운영자는 본인의 계정을 잠그거나 풀거나 인증 앱을 해제할 수 없습니다. 다른 운영자에게 요청해 주십시오.',
  },
})
export const AccountLocked = problem('account-locked', 403, {
  en: { title: 'Account locked', detail: 'An operator has locked this account. Contact support.' },
  ko: { title: '잠긴 계정', detail: '운영자가 이 계정을 잠갔습니다. 고객센터로 문의해 주십시오.' },
})
