// Lists the ledger of an account by time and type.

import { guard } from '#domain/wallet/guards.ts'
import { Entry } from '#domain/wallet/items.ts'
import { account, entries, lastSeqWhere } from '#domain/wallet/reads.ts'
import { settledUntil } from '#domain/wallet/settled.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(
  wallet.listTransactions,
  async ({ user, path, query, page, now, read, require, cursor }) => {
    const { type, from, to, order = 'desc' } = query
    const shown = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
    const first = from === undefined ? 1 : 1 + (await lastSeqWhere(read, shown, (createdAt) => createdAt < from))
    const settled = settledUntil(now)
    const until = to !== undefined && to > settled ? { settledUntil: settled } : {}
    const end = until.settledUntil ?? to
    const last = end === undefined ? shown.seq : await lastSeqWhere(read, shown, (createdAt) => createdAt <= end)
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
