// A user as operators see one.

import type * as z from 'zod/mini'
import { billings } from '#domain/billing/reads.ts'
import { notifications } from '#domain/events/reads.ts'
import { notificationView } from '#domain/events/views.ts'
import { DefaultGroup } from '#domain/friends/items.ts'
import { Profile, Totp, User } from '#domain/users/items.ts'
import { sessions } from '#domain/users/reads.ts'
import { standing } from '#domain/users/sessions.ts'
import { displayNameOf, sessionView } from '#domain/users/views.ts'
import { accountOf } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import type { PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { userBillingView } from './billing-line.ts'
import { stateOf } from './members.ts'
import type { InspectedUser } from './schema.ts'
import { userSeats } from './seats.ts'

type Inspected = 'events' | 'users' | 'wallet' | 'billing' | 'matches' | 'friends'

/** As many as the page of a user shows. */
const FIRST: PageAsked = { limit: 10, after: undefined }
const SESSIONS: PageAsked = { limit: 100, after: undefined }

/** @returns undefined if there never was such a user */
export const inspectUser = async (
  read: Read<Inspected>,
  userId: string,
  now: string,
): Promise<z.input<typeof InspectedUser> | undefined> => {
  const [user, profile, totp, group] = await read.all([
    User.key(userId),
    Profile.key(userId),
    Totp.key(userId),
    DefaultGroup.key(userId),
  ])
  if (!user) return undefined
  const [account, seats, bills, told, open] = await Promise.all([
    accountOf(read, userId),
    userSeats(read, userId, FIRST),
    billings(read, userId, FIRST),
    notifications(read, userId, { after: 0, descending: true, page: FIRST }),
    sessions(read, userId, SESSIONS, standing(user, now)),
  ])
  return {
    userId,
    state: stateOf(user),
    lockedAt: user.lockedAt ?? null,
    deletedAt: user.deletedAt ?? null,
    erasedAt: user.erasedAt ?? null,
    profile: profile
      ? {
          username: user.username,
          email: user.email,
          emailVerifiedAt: user.emailVerifiedAt ?? null,
          pendingEmail: user.pendingEmail ?? null,
          firstName: profile.firstName,
          lastName: profile.lastName,
          displayName: displayNameOf(profile, user),
          authenticator: totp?.confirmedAt !== undefined,
        }
      : null,
    role: user.role,
    createdAt: user.createdAt,
    account: account ? accountView(account) : null,
    friendCount: group?.memberCount ?? 0,
    groupCount: group?.groupCount ?? 0,
    blockCount: group?.blockCount ?? 0,
    seats: [...seats.items],
    billings: bills.items.map(userBillingView),
    notifications: told.items.map((one) => notificationView(one, told.readUpTo)),
    sessions: open.items.map((one) => {
      const { current: _, ...shown } = sessionView(one, '')
      return shown
    }),
  }
}
