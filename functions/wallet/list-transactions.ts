// Lists the ledger of an account by time and type.

import { guard } from '#domain/wallet/guards.ts'
import { Entry } from '#domain/wallet/items.ts'
import { account, entries, spanOf } from '#domain/wallet/reads.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(
  wallet.listTransactions,
  async ({ user, path, query, page, now, read, require, cursor }) => {
    const { type, order = 'desc' } = query
    const shown = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
    const { first, last, ...until } = await spanOf(read, shown, query, now)
    if (first > last) return { reply: { items: [], nextCursor: null, ...until } }
    const { items, next } = await entries(read, path.accountId, {
      ...page,
      first,
      last,
      descending: order === 'desc',
      ...(type ? { where: Entry.on.equals('type', type) } : {}),
    })
    return { reply: { items: items.map(transactionView), nextCursor: cursor(next), ...until } }
  },
)
