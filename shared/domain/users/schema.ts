// The schemas of users and sessions.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import type { Text } from '#kernel/data/language.ts'
import { anyText, idSchema, instant, named, nameText, parameter, secretText, text } from '#kernel/http/schema.ts'
import { says } from '#kernel/http/spoken.ts'
import { SessionNotFound, UserNotFound } from './problems.ts'

export const roles = ['USER', 'OPERATOR'] as const
export type Role = (typeof roles)[number]

const userIdSchema = idSchema('user')
export const UserId = parameter(userIdSchema, UserNotFound)

const usernameText = (min: number): Text => ({
  en: `must have ${min} to 30 characters: letters A-Z and a-z, digits, _ and .`,
  ko: `${min}~30자의 영문자(A-Z, a-z), 숫자, _, .이어야 합니다.`,
})

export const username = documented(z.string().check(z.regex(/^[A-Za-z0-9_.]{3,30}$/, says(usernameText(3)))), {
  example: 'kim',
})
export const email = documented(z.email().check(z.maxLength(254)), { example: 'kim@example.com' })
export const password = documented(secretText(8, 128), { example: 'correct horse' })
export const firstName = documented(nameText(1, 50), { example: 'Minji' })
export const lastName = documented(nameText(1, 50), { example: 'Kim' })
export const displayName = documented(nameText(1, 30), { example: 'Minji' })
/** The language of mails. */
export const language = z.enum(['en', 'ko'])
/** The token of a link. */
export const token = documented(text(1, 1000), { example: 'from the link in the mail' })
export const tokenInLink = documented(z.string(), {
  example: 'from the link in the mail',
  description: 'The token of the link in the mail.',
})
/** The beginning of a username. */
export const usernamePrefix = documented(z.string().check(z.regex(/^[A-Za-z0-9_.]{2,30}$/, says(usernameText(2)))), {
  example: 'ki',
  description: 'The beginning of the username, at least 2 characters; letter case is ignored.',
})

/** For sign-in. An impossible name or password gets the same answer as a wrong one. */
export const claimedUsername = documented(anyText(1, 100), { example: 'kim' })
export const claimedPassword = documented(secretText(1, 1000), { example: 'correct horse' })
export const refreshToken = documented(anyText(0, 1000), { example: 'the refreshToken of the last sign-in' })
/** Failures elsewhere do not delay a device that has signed in before. */
export const knownDevice = documented(anyText(0, 1000), { example: 'the refreshToken of an earlier sign-in' })

export const User = named(
  'User',
  documented(
    z.object({
      userId: userIdSchema,
      username: z.string(),
      email: z.string(),
      emailVerifiedAt: z.nullable(instant),
      /** A new email that waits for its verification. */
      pendingEmail: z.nullable(z.string()),
      /** The language of mails. Null: that of the request that causes the mail. */
      language: z.nullable(language),
      firstName: z.string(),
      lastName: z.string(),
      displayName: z.string(),
      role: z.enum(roles),
      createdAt: instant,
    }),
    {
      shows: {
        ...{ username: 'kim', email: 'kim@example.com', firstName: 'Minji', lastName: 'Kim', displayName: 'Minji' },
      },
    },
  ),
)

/** A user as others see them. A former member has no username. Friends, and hosts of a match with the user, see the full name. */
export const Person = named(
  'Person',
  documented(
    z.object({
      userId: userIdSchema,
      username: z.nullable(z.string()),
      displayName: z.string(),
      firstName: z.optional(z.string()),
      lastName: z.optional(z.string()),
    }),
    { shows: { username: 'kim', displayName: 'Minji', firstName: 'Minji', lastName: 'Kim' } },
  ),
)

/** How lists name a user. A former member has no username. */
export const PersonName = named(
  'PersonName',
  documented(z.object({ userId: userIdSchema, username: z.nullable(z.string()), displayName: z.string() }), {
    shows: { username: 'kim', displayName: 'Minji' },
  }),
)

const sessionIdSchema = idSchema('session')
export const SessionId = parameter(sessionIdSchema, SessionNotFound)

export const Session = named(
  'Session',
  z.object({
    sessionId: sessionIdSchema,
    createdAt: instant,
    lastUsedAt: instant,
    expiresAt: instant,
    /** The User-Agent of the sign-in, shortened; null if there was none. */
    client: z.nullable(z.string()),
    /** Whether it is the session of the access token. */
    current: z.boolean(),
  }),
)

/** A code of the authenticator app, or a recovery code. */
export const code = documented(anyText(1, 100), { example: '123456' })

export const NewTotp = named(
  'NewTotp',
  z.object({
    /** In base 32, to type into the app. */
    secret: z.string(),
    /** The same as an otpauth address, to show as a QR code. */
    uri: z.string(),
    /** Each replaces a code once. Shown only here. */
    recoveryCodes: z.array(z.string()),
  }),
)

/** erasedBy: the latest time at which nothing personal is left. */
export const Deletion = named('Deletion', z.object({ deletedAt: instant, erasedBy: instant }))

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
