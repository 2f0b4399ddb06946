// Users and sessions as their users see them.

import * as z from 'zod/mini'
import { anyText, idSchema, instant, named, parameter, text } from '#kernel/http/schema.ts'
import { UserNotFound } from './problems.ts'

export const roles = ['USER', 'OPERATOR'] as const
export type Role = (typeof roles)[number]

export const userIdSchema = idSchema('user')
export const UserId = parameter(userIdSchema, UserNotFound)

export const username = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.]{3,30}$/, 'expected 3 to 30 of the letters A-Z and a-z, digits, _ and .'))
export const email = z.email().check(z.maxLength(254))
export const password = anyText(8, 128)
export const name = text(1, 50)

/** What somebody signs in with: whatever nobody could have is merely wrong. */
export const claimedUsername = anyText(1, 100)
export const claimedPassword = anyText(1, 1000)
export const refreshToken = anyText(0, 1000)

export const User = named(
  'User',
  z.object({
    userId: userIdSchema,
    username: z.string(),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    role: z.enum(roles),
    createdAt: instant,
  }),
)

/** A user as everybody sees them. */
export const Person = named('Person', z.pick(User, { userId: true, username: true, firstName: true, lastName: true }))

export const Tokens = named(
  'Tokens',
  z.object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    /** Of the access token, in seconds. */
    expiresIn: z.int(),
  }),
)
