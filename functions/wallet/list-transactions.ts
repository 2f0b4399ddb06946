// Lists the ledger of an account by time and type.

import { guard } from '#domain/wallet/guards.ts'
import { account, entriesBetween } from '#domain/wallet/reads.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(
  wallet.listTransactions,
  async ({ user, path, query, page, now, read, require, cursor }) => {
    const shown = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
    const { items, next, ...until } = await entriesBetween(read, shown, { ...query, ...page }, now)
    return { reply: { items: items.map(transactionView), nextCursor: cursor(next), ...until } }
  },
)
