// All invariants and keepers, for the audit and the catalogue.
// Written by `npm run derive` from functions/api.ts.

import { guard as billingGuards } from '#domain/billing/guards.ts'
import { invariant as billing } from '#domain/billing/invariants.ts'
import { guard as chatGuards } from '#domain/chat/guards.ts'
import { invariant as chat } from '#domain/chat/invariants.ts'
import { guard as couponsGuards } from '#domain/coupons/guards.ts'
import { invariant as coupons } from '#domain/coupons/invariants.ts'
import { guard as eventsGuards } from '#domain/events/guards.ts'
import { invariant as events } from '#domain/events/invariants.ts'
import { guard as friendsGuards } from '#domain/friends/guards.ts'
import { invariant as friends } from '#domain/friends/invariants.ts'
import { guard as mailGuards } from '#domain/mail/guards.ts'
import { invariant as mail } from '#domain/mail/invariants.ts'
import { guard as matchesGuards } from '#domain/matches/guards.ts'
import { invariant as matches } from '#domain/matches/invariants.ts'
import { guard as usersGuards } from '#domain/users/guards.ts'
import { invariant as users } from '#domain/users/invariants.ts'
import { guard as walletGuards } from '#domain/wallet/guards.ts'
import { invariant as wallet } from '#domain/wallet/invariants.ts'
import { guard as erasureGuards } from '#flows/erasure/guards.ts'
import { invariant as erasure } from '#flows/erasure/invariants.ts'
import { guard as hostingGuards } from '#flows/hosting/guards.ts'
import { invariant as hosting } from '#flows/hosting/invariants.ts'
import { guard as invitingGuards } from '#flows/inviting/guards.ts'
import { invariant as inviting } from '#flows/inviting/invariants.ts'
import { guard as paymentGuards } from '#flows/payment/guards.ts'
import { invariant as payment } from '#flows/payment/invariants.ts'
import { guard as registrationGuards } from '#flows/registration/guards.ts'
import { invariant as registration } from '#flows/registration/invariants.ts'
import { guard as waitingGuards } from '#flows/waiting/guards.ts'
import { invariant as waiting } from '#flows/waiting/invariants.ts'
import { invariant as kernel, guard as kernelGuards } from '#kernel/commit/receipt.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import type { Invariant } from '#kernel/data/invariants.ts'
import { invariant as outbox, guard as outboxGuards } from '#kernel/data/outbox.ts'
import type { ModuleName } from './api.ts'

interface Book {
  readonly invariants: Readonly<Record<string, Invariant>>
  readonly keepers: Readonly<Record<string, Keeper>>
}

export const rulebook = {
  kernel: { invariants: kernel, keepers: kernelGuards },
  outbox: { invariants: outbox, keepers: outboxGuards },
  users: { invariants: users, keepers: usersGuards },
  wallet: { invariants: wallet, keepers: walletGuards },
  matches: { invariants: matches, keepers: matchesGuards },
  friends: { invariants: friends, keepers: friendsGuards },
  chat: { invariants: chat, keepers: chatGuards },
  coupons: { invariants: coupons, keepers: couponsGuards },
  billing: { invariants: billing, keepers: billingGuards },
  events: { invariants: events, keepers: eventsGuards },
  mail: { invariants: mail, keepers: mailGuards },
  ops: { invariants: {}, keepers: {} },
  erasure: { invariants: erasure, keepers: erasureGuards },
  hosting: { invariants: hosting, keepers: hostingGuards },
  inviting: { invariants: inviting, keepers: invitingGuards },
  payment: { invariants: payment, keepers: paymentGuards },
  registration: { invariants: registration, keepers: registrationGuards },
  waiting: { invariants: waiting, keepers: waitingGuards },
} satisfies Record<'kernel' | 'outbox' | ModuleName, Book> & Record<string, Book>

const books = Object.values<Book>(rulebook)
export const invariants: readonly Invariant[] = books.flatMap((book) => Object.values(book.invariants))
export const keepers: readonly Keeper[] = books.flatMap((book) => Object.values(book.keepers))
