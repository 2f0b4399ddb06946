// What can go wrong with users and their sessions.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const UserNotFound = problem('user-not-found', 404, 'No such user', 'No user has this id.')
export const UsernameTaken = problem(
  'username-taken',
  409,
  'Username taken',
  'Somebody has this username, perhaps in other letter case; choose another.',
)
export const EmailTaken = problem('email-taken', 409, 'Email taken', 'A user with this email is registered already.')
export const WrongPassword = problem(
  'wrong-password',
  403,
  'Wrong password',
  'A new email or password needs the current password. Send it in currentPassword.',
)
export const InvalidCredentials = problem(
  'invalid-credentials',
  401,
  'Invalid credentials',
  'No user has this username and this password.',
)
export const TooManyAttempts = problem(
  'too-many-attempts',
  429,
  'Too many attempts',
  'Too many passwords were wrong. Wait for retryAfter seconds.',
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const InvalidRefreshToken = problem(
  'invalid-refresh-token',
  401,
  'Invalid refresh token',
  'The refresh token is unknown, spent, expired or of a session that ended; sign in again.',
)
