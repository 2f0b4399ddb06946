// Every module's examples: a module or an endpoint without one does not compile, and so no generated test forgets it.
// Written by `npm run derive` from functions/api.ts.

import type { api } from '#functions/api.ts'
import * as billing from './billing.ts'
import * as chat from './chat.ts'
import * as coupons from './coupons.ts'
import * as events from './events.ts'
import type { ModuleExamples } from './example.ts'
import * as friends from './friends.ts'
import * as mail from './mail.ts'
import * as matches from './matches.ts'
import * as ops from './ops.ts'
import * as users from './users.ts'
import * as wallet from './wallet.ts'

export const examples: { readonly [M in keyof typeof api]: ModuleExamples<(typeof api)[M]> } = {
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
