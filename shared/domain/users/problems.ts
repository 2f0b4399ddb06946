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
  'A change of email or password requires the current password. Send it in currentPassword.',
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
export const InvalidRefreshToken = problem(
  'invalid-refresh-token',
  401,
  'Invalid refresh token',
  'The refresh token is unknown, already used or expired, or its session has ended. Sign in again.',
)
