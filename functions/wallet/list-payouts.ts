// Lists the payouts of an account, newest first.

import { guard } from '#domain/wallet/guards.ts'
import { payoutsOf } from '#domain/wallet/items.ts'
import { account } from '#domain/wallet/reads.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listPayouts, async ({ user, path, page, read, require, cursor }) => {
  const { accountId } = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
  const { items, next } = await read.list({ ...payoutsOf(accountId), index: 'list', descending: true, ...page })
  return { reply: { items: items.map(payoutView), nextCursor: cursor(next) } }
})
