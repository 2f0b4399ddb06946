// Users as operators find and see them.

import type * as z from 'zod/mini'
import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { billings } from '#domain/billing/reads.ts'
import { Room } from '#domain/chat/items.ts'
import { DefaultGroup } from '#domain/friends/items.ts'
import { Match, type MatchItem, type SeatItem } from '#domain/matches/items.ts'
import { applications, matchesOf } from '#domain/matches/reads.ts'
import { applicationView } from '#domain/matches/views.ts'
import { Email, Profile, type ProfileItem, Totp, User, type UserItem } from '#domain/users/items.ts'
import { sessions, usersFrom } from '#domain/users/reads.ts'
import { standing } from '#domain/users/sessions.ts'
import { displayNameOf, sessionView } from '#domain/users/views.ts'
import { Account, Payout } from '#domain/wallet/items.ts'
import { accountOf } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { typeIdPattern } from '#kernel/data/typeid.ts'
import type { FoundUser, InspectedUser, UserBilling, UserSeat, userStates } from './schema.ts'

type Searched = 'users' | 'wallet' | 'billing' | 'matches' | 'chat'
type Inspected = 'users' | 'wallet' | 'billing' | 'matches' | 'friends'

/** A user, with the profile until the erasure. */
interface Found {
  readonly user: UserItem
  readonly profile: ProfileItem | undefined
}

export const foundUser = async (read: Read<'users'>, userId: string): Promise<Found | undefined> => {
  const [user, profile] = await read.all([User.key(userId), Profile.key(userId)])
  return user && { user, profile }
}

/** The user of each kind of id. */
const owners: Readonly<Record<string, (read: Read<Searched>, id: string) => Promise<string | undefined>>> = {
  user: async (_, id) => id,
  account: async (read, id) => (await read.get(Account.key(id)))?.ownerId,
  payout: async (read, id) => (await read.get(Payout.key(id)))?.ownerId,
  billing: async (read, id) => (await read.get(Billing.key(id)))?.userId,
  topup: async (read, id) => (await read.get(Billing.key(id)))?.userId,
  match: async (read, id) => (await read.get(Match.key(id)))?.hostId,
  chat: async (read, id) => (await read.get(Room.key(id)))?.ownerId,
}

/** @param query an id, a whole email address, or the beginning of a username */
export const findUsers = async (read: Read<Searched>, query: string, page: PageAsked): Promise<Page<Found>> => {
  const [prefix = ''] = query.split('_')
  const owner = owners[prefix]
  // Usernames may begin alike, but are never as long as an id.
  if (owner && typeIdPattern(prefix).test(query)) return only(read, await owner(read, query))
  if (query.includes('@')) return only(read, (await read.get(Email.key(query)))?.userId)
  return usersFrom(read, query, page)
}

const only = async (read: Read<'users'>, userId: string | undefined): Promise<Page<Found>> => {
  const found = userId === undefined ? undefined : await foundUser(read, userId)
  return { items: found ? [found] : [] }
}

const stateOf = ({ erasedAt, deletedAt, lockedAt }: UserItem): (typeof userStates)[number] => {
  if (erasedAt) return 'ERASED'
  if (deletedAt) return 'DELETED'
  return lockedAt ? 'LOCKED' : 'ACTIVE'
}

export const memberView = (userId: string, found: Found | undefined) => ({
  userId,
  username: found?.user.username || null,
  displayName: found?.profile ? displayNameOf(found.profile) : null,
})

export const foundUserView = ({ user, profile }: Found): z.input<typeof FoundUser> => ({
  ...memberView(user.userId, { user, profile }),
  email: user.email || null,
  role: user.role,
  state: stateOf(user),
  createdAt: user.createdAt,
})

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
  const [account, seats, bills, open] = await Promise.all([
    accountOf(read, userId),
    userSeats(read, userId, FIRST),
    billings(read, userId, FIRST),
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
          displayName: displayNameOf(profile),
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
    sessions: open.items.map((one) => {
      const { current: _, ...shown } = sessionView(one, '')
      return shown
    }),
  }
}

/** Newest first. */
export const userSeats = async (
  read: Read<'matches'>,
  userId: string,
  page: PageAsked,
): Promise<Page<z.input<typeof UserSeat>>> => {
  const { items, next } = await applications(read, userId, page)
  const matches = await matchesOf(
    read,
    items.map(({ matchId }) => matchId),
  )
  return { items: items.map((seat, at) => userSeatView(seat, matches[at])), next }
}

const userSeatView = (seat: SeatItem, match: MatchItem | undefined): z.input<typeof UserSeat> => ({
  ...applicationView(seat),
  billingId: seat.billingId ?? null,
  match: matchLine(match),
})

/** A match as the line of a list names it. */
export const matchLine = (match: MatchItem | undefined) =>
  match ? { title: match.title, startsAt: match.startsAt, status: match.status } : null

export const userBillingView = (item: BillingItem): z.input<typeof UserBilling> => ({
  billingId: item.billingId,
  status: item.status,
  totalAmount: item.totalAmount,
  payAmount: item.payAmount,
  refundedAmount: item.refundedPay + item.refundedCash,
  gateway: item.gateway ?? null,
  createdAt: item.createdAt,
})
