// Views of users, field by field, so that no stored attribute leaks.

import type * as z from 'zod/mini'
import type { Language } from '#kernel/data/language.ts'
import type { ProfileItem, SessionItem, UserItem } from './items.ts'
import type { Found, Registered } from './reads.ts'
import { isServiceName } from './reserved.ts'
import type { Person, PersonName, Session, User } from './schema.ts'

/** First names have up to 50 characters, display names 30. */
const MOST_DISPLAYED = 30

/** Without a display name, the first name; the username, if the first name would pass for the service. */
export const displayNameOf = ({ displayName, firstName }: ProfileItem, { username }: UserItem): string =>
  displayName ?? (isServiceName(firstName) ? username : [...firstName].slice(0, MOST_DISPLAYED).join(''))

export const userView = (user: UserItem, profile: ProfileItem): z.input<typeof User> => ({
  userId: user.userId,
  username: user.username,
  email: user.email,
  emailVerifiedAt: user.emailVerifiedAt ?? null,
  pendingEmail: user.pendingEmail ?? null,
  language: user.language ?? null,
  firstName: profile.firstName,
  lastName: profile.lastName,
  displayName: displayNameOf(profile, user),
  role: user.role,
  createdAt: user.createdAt,
})

/** For strangers. */
export const personView = ({ user, profile }: Registered): z.input<typeof Person> => ({
  userId: user.userId,
  username: user.username,
  displayName: displayNameOf(profile, user),
})

/** For lists that name people. */
export const nameView = (userId: string, { user, profile }: Found, language: Language): z.input<typeof PersonName> => {
  if (!user || !profile || user.deletedAt) return formerPersonView(userId, language)
  return { userId, username: user.username, displayName: displayNameOf(profile, user) }
}

/** For friends and hosts. */
export const fullPersonView = (found: Registered): z.input<typeof Person> => ({
  ...personView(found),
  firstName: found.profile.firstName,
  lastName: found.profile.lastName,
})

const FORMER: Readonly<Record<Language, string>> = { en: 'Former member', ko: '탈퇴한 사용자' }

/** For everyone, once a user has asked for deletion. */
export const formerPersonView = (userId: string, language: Language): z.input<typeof Person> => ({
  userId,
  username: null,
  displayName: FORMER[language],
})

/** @param current the id of the caller's session */
export const sessionView = (session: SessionItem, current: string): z.input<typeof Session> => ({
  sessionId: session.sessionId,
  createdAt: session.createdAt,
  lastUsedAt: session.lastUsedAt ?? session.rotatedAt ?? session.createdAt,
  expiresAt: session.expiresAt,
  client: session.client ?? null,
  current: session.sessionId === current,
})
