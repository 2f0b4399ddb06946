// The schemas of users and sessions.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { anyText, idSchema, instant, named, nameText, parameter, secretText } from '#kernel/http/schema.ts'
import { UserNotFound } from './problems.ts'

export const roles = ['USER', 'OPERATOR'] as const
export type Role = (typeof roles)[number]

const userIdSchema = idSchema('user')
export const UserId = parameter(userIdSchema, UserNotFound)

export const username = documented(
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9_.]{3,30}$/, 'must have 3 to 30 characters: letters A-Z and a-z, digits, _ and .')),
  { example: 'kim' },
)
export const email = documented(z.email().check(z.maxLength(254)), { example: 'kim@example.com' })
export const password = documented(secretText(8, 128), { example: 'correct horse' })
export const firstName = documented(nameText(1, 50), { example: 'Minji' })
export const lastName = documented(nameText(1, 50), { example: 'Kim' })

/** For sign-in. An impossible name or password gets the same answer as a wrong one. */
export const claimedUsername = documented(anyText(1, 100), { example: 'kim' })
export const claimedPassword = documented(secretText(1, 1000), { example: 'correct horse' })
export const refreshToken = documented(anyText(0, 1000), { example: 'the refreshToken of the last sign-in' })

export const User = named(
  'User',
  documented(
    z.object({
      userId: userIdSchema,
      username: z.string(),
      email: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      role: z.enum(roles),
      createdAt: instant,
    }),
    { shows: { username: 'kim', email: 'kim@example.com', firstName: 'Minji', lastName: 'Kim' } },
  ),
)

/** The public profile of a user. */
export const Person = named(
  'Person',
  documented(z.pick(User, { userId: true, username: true, firstName: true, lastName: true }), {
    shows: { username: 'kim', firstName: 'Minji', lastName: 'Kim' },
  }),
)

export const Tokens = named(
  'Tokens',
  documented(
    z.object({
      accessToken: z.string(),
      refreshToken: z.string(),
      tokenType: z.literal('Bearer'),
      /** The lifetime of the access token in seconds. */
      expiresIn: z.int(),
    }),
    {
      shows: {
        accessToken: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9...',
        refreshToken: 'session_01m817qnm0f8namaha58n2maha.1.WnJx0v3k...',
        expiresIn: 900,
      },
    },
  ),
)
