// The whole API, one line per module. `npm run derive` writes every other list of modules from this one.

import { billing } from './billing/contract.ts'
import { chat } from './chat/contract.ts'
import { coupons } from './coupons/contract.ts'
import { events } from './events/contract.ts'
import { friends } from './friends/contract.ts'
import { mail } from './mail/contract.ts'
import { matches } from './matches/contract.ts'
import { ops } from './ops/contract.ts'
import { users } from './users/contract.ts'
import { wallet } from './wallet/contract.ts'

/** In the order of the documentation. */
export const api = {
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

export type ModuleName = keyof typeof api

export const contracts = Object.values(api)
