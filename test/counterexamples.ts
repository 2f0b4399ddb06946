// Every module's counterexamples: a rule or a module without one does not compile.

import type { rulebook } from '../functions/rulebook.ts'
import { counterexamples as billing } from './shared/domain/billing/counterexamples.ts'
import { counterexamples as chat } from './shared/domain/chat/counterexamples.ts'
import { counterexamples as coupons } from './shared/domain/coupons/counterexamples.ts'
import { counterexamples as friends } from './shared/domain/friends/counterexamples.ts'
import { counterexamples as matches } from './shared/domain/matches/counterexamples.ts'
import { counterexamples as users } from './shared/domain/users/counterexamples.ts'
import { counterexamples as wallet } from './shared/domain/wallet/counterexamples.ts'
import { counterexamples as kernel } from './shared/kernel/counterexamples.ts'
import type { Counterexamples } from './support/counterexample.ts'

export const counterexamples: { [M in keyof typeof rulebook]: Counterexamples<(typeof rulebook)[M]> } = {
  kernel,
  users,
  wallet,
  matches,
  chat,
  coupons,
  billing,
  friends,
}
