// The types of events of all modules.
// Written by `npm run derive` from functions/api.ts.

import * as billing from '#domain/billing/events.ts'
import * as chat from '#domain/chat/events.ts'
import * as friends from '#domain/friends/events.ts'
import * as matches from '#domain/matches/events.ts'
import * as users from '#domain/users/events.ts'
import * as wallet from '#domain/wallet/events.ts'
import { type Declared, declaredIn } from '#kernel/data/outbox.ts'

/** By module, in the order of the documentation. */
export const announcements: Readonly<Record<string, readonly Declared[]>> = {
  users: declaredIn(users),
  wallet: declaredIn(wallet),
  matches: declaredIn(matches),
  friends: declaredIn(friends),
  chat: declaredIn(chat),
  billing: declaredIn(billing),
}
