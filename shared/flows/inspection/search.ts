// Finds users for operators.

import { Billing } from '#domain/billing/items.ts'
import { Room } from '#domain/chat/items.ts'
import { Match } from '#domain/matches/items.ts'
import { Email } from '#domain/users/items.ts'
import { usersFrom } from '#domain/users/reads.ts'
import { Account, Payout } from '#domain/wallet/items.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { typeIdPattern } from '#kernel/data/typeid.ts'
import { type Found, foundUser } from './members.ts'

type Searched = 'users' | 'wallet' | 'billing' | 'matches' | 'chat'

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
  const owner = Object.hasOwn(owners, prefix) ? owners[prefix] : undefined
  // Usernames may begin alike, but are never as long as an id.
  if (owner && typeIdPattern(prefix).test(query)) return only(read, await owner(read, query))
  if (query.includes('@')) return only(read, (await read.get(Email.key(query)))?.userId)
  return usersFrom(read, query, page)
}

const only = async (read: Read<'users'>, userId: string | undefined): Promise<Page<Found>> => {
  const found = userId === undefined ? undefined : await foundUser(read, userId)
  return { items: found ? [found] : [] }
}
