// Every module's part of an erasure: a module without one does not compile.
// Written by `npm run derive` from functions/api.ts.

import { erasure as billing, traces as billingTraces } from '#domain/billing/erasure.ts'
import { erasure as chat, traces as chatTraces } from '#domain/chat/erasure.ts'
import { erasure as coupons, traces as couponsTraces } from '#domain/coupons/erasure.ts'
import { erasure as events, traces as eventsTraces } from '#domain/events/erasure.ts'
import { erasure as friends, traces as friendsTraces } from '#domain/friends/erasure.ts'
import { erasure as mail, traces as mailTraces } from '#domain/mail/erasure.ts'
import { erasure as matches, traces as matchesTraces } from '#domain/matches/erasure.ts'
import { erasure as ops, traces as opsTraces } from '#domain/ops/erasure.ts'
import { erasure as users, traces as usersTraces } from '#domain/users/erasure.ts'
import { erasure as wallet, traces as walletTraces } from '#domain/wallet/erasure.ts'
import type { Trace } from '#kernel/commit/erasure.ts'
import { erasure as kernel } from '#kernel/commit/forget.ts'
import { erasure as outbox } from '#kernel/commit/keep.ts'

/** In the order of the steps. The users' part ends with names and addresses. */
export const erasures = {
  kernel,
  outbox,
  users,
  wallet,
  matches,
  friends,
  chat,
  coupons,
  billing,
  events,
  mail,
  ops,
}

export type Modules = keyof typeof erasures

export const traces: readonly Trace[] = [
  ...usersTraces,
  ...walletTraces,
  ...matchesTraces,
  ...friendsTraces,
  ...chatTraces,
  ...couponsTraces,
  ...billingTraces,
  ...eventsTraces,
  ...mailTraces,
  ...opsTraces,
]
