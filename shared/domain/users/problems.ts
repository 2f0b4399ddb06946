// The problems of users and sessions.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const UserNotFound = problem('user-not-found', 404, 'User not found', 'No user has this id.')
export const UsernameTaken = problem(
  'username-taken',
  409,
  'Username taken',
  'Another user has this username; letter case is ignored. Choose a different one.',
)
/** The same code: to a program, the name is not to be had either. */
export const UsernameReserved: typeof UsernameTaken = {
  ...UsernameTaken,
  detail: 'This username is reserved for the service. Choose a different one.',
}
export const EmailTaken = problem(
  'email-taken',
  409,
  'Email taken',
  'Another user has registered with this email. Use a different one.',
)
export const WrongPassword = problem(
  'wrong-password',
  403,
  'Wrong password',
  'This change requires the current password. Send it in currentPassword.',
)
export const InvalidCredentials = problem(
  'invalid-credentials',
  401,
  'Invalid credentials',
  'The username or the password is wrong.',
)
export const TooManyAttempts = problem(
  'too-many-attempts',
  429,
  'Too many attempts',
  'Too many wrong passwords were sent. Retry after retryAfter seconds.',
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const CodeRequired = problem(
  'code-required',
  401,
  'Code required',
  'This account has an authenticator app. Send its current code, or a recovery code, in code.',
)
export const WrongCode = problem(
  'wrong-code',
  403,
  'Wrong code',
  'The code is wrong, or was already used. Wait for the next code of the authenticator app.',
)
export const TotpEnabled = problem(
  'totp-enabled',
  409,
  'Authenticator app enabled',
  'An authenticator app is already set up. Remove it first.',
)
export const TotpNotBegun = problem(
  'totp-not-found',
  404,
  'No authenticator app',
  'No authenticator app is set up. Begin with POST /users/me/totp.',
)
/** For an operator. */
export const NoTotp: typeof TotpNotBegun = { ...TotpNotBegun, detail: 'This user has no authenticator app.' }
export const InvalidRefreshToken = problem(
  'invalid-refresh-token',
  401,
  'Invalid refresh token',
  'The refresh token is unknown, already used or expired, or its session has ended. Sign in again.',
)
export const TooManyRegistrations = problem(
  'too-many-registrations',
  429,
  'Too many registrations',
  'Too many users have registered from this address. Retry after retryAfter seconds.',
  { retryAfter: documented(z.int(), { example: 600 }) },
)
export const WeakPassword = problem(
  'weak-password',
  400,
  'Weak password',
  'The password is among those that are tried first: a leaked password or a common word, also with digits behind it, a pattern of keys, the username, the name in the email address, or the name of this service. Choose another one.',
)
export const SessionNotFound = problem(
  'session-not-found',
  404,
  'Session not found',
  'You have no session with this id, or it has ended.',
)
export const EmailVerified = problem(
  'email-verified',
  409,
  'Email already verified',
  'The email address is already verified, and no change of it is pending.',
)
export const TooManyMails = problem(
  'too-many-mails',
  429,
  'Too many mails',
  'At most 5 mails an hour are sent on request. Retry after retryAfter seconds.',
  { retryAfter: documented(z.int(), { example: 600 }) },
)
export const OwnLock = problem(
  'own-lock',
  403,
  'Own account',
  'Operators do not lock, unlock or open their own accounts. Ask another operator.',
)
export const AccountLocked = problem(
  'account-locked',
  403,
  'Account locked',
  'An operator has locked this account. Contact support.',
)
