// Every module's counterexamples: a keeper or a module without one does not compile.
// Written by `npm run derive` from functions/api.ts.

import type { rulebook } from '#functions/rulebook.ts'
import type { Counterexamples } from '#kit/testing/counterexample.ts'
import { counterexamples as billing } from '#test/domain/billing/counterexamples.ts'
import { counterexamples as chat } from '#test/domain/chat/counterexamples.ts'
import { counterexamples as coupons } from '#test/domain/coupons/counterexamples.ts'
import { counterexamples as events } from '#test/domain/events/counterexamples.ts'
import { counterexamples as friends } from '#test/domain/friends/counterexamples.ts'
import { counterexamples as mail } from '#test/domain/mail/counterexamples.ts'
import { counterexamples as matches } from '#test/domain/matches/counterexamples.ts'
import { counterexamples as users } from '#test/domain/users/counterexamples.ts'
import { counterexamples as wallet } from '#test/domain/wallet/counterexamples.ts'
import { counterexamples as erasure } from '#test/flows/erasure/counterexamples.ts'
import { counterexamples as hosting } from '#test/flows/hosting/counterexamples.ts'
import { counterexamples as inviting } from '#test/flows/inviting/counterexamples.ts'
import { counterexamples as payment } from '#test/flows/payment/counterexamples.ts'
import { counterexamples as registration } from '#test/flows/registration/counterexamples.ts'
import { counterexamples as waiting } from '#test/flows/waiting/counterexamples.ts'
import { counterexamples as kernel } from '#test/kernel/counterexamples/kernel.ts'
import { counterexamples as outbox } from '#test/kernel/counterexamples/outbox.ts'

export const counterexamples: { [M in keyof typeof rulebook]: Counterexamples<(typeof rulebook)[M]['keepers']> } = {
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
  ops: {},
  erasure,
  hosting,
  inviting,
  payment,
  registration,
  waiting,
}
