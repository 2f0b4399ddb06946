// The spaces of all modules: their key prefixes, from which IAM grants derive.
// Written by `npm run derive` from functions/api.ts.

import { billing } from '#domain/billing/items.ts'
import { chat } from '#domain/chat/items.ts'
import { coupons } from '#domain/coupons/items.ts'
import { events } from '#domain/events/items.ts'
import { friends } from '#domain/friends/items.ts'
import { mail } from '#domain/mail/items.ts'
import { matches } from '#domain/matches/items.ts'
import { ops } from '#domain/ops/items.ts'
import { users } from '#domain/users/items.ts'
import { wallet } from '#domain/wallet/items.ts'
import { receipts as kernel } from '#kernel/commit/receipt.ts'
import type { Item } from '#kernel/data/condition.ts'
import { isDeclared, type Space } from '#kernel/data/item.ts'
import { outbox } from '#kernel/data/outbox.ts'
import { isOfDeclaredVersion } from '#kernel/data/versions.ts'
import type { ModuleName } from './api.ts'

export type Spaces = Readonly<Record<string, Pick<Space<string, string>, 'prefixes'>>>

export const spaces: Spaces = {
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
} satisfies Record<'kernel' | 'outbox' | ModuleName, Spaces[string]>

/** Whether this edition knows kind and version of a stored item. All item types are loaded with their spaces. */
export const isKnown = (item: Item): boolean => isDeclared(item) && isOfDeclaredVersion(item)
