// Returns the entries of a time span as a CSV file, with the opening and the closing balance.

import { guard } from '#domain/wallet/guards.ts'
import { SpanTooLong } from '#domain/wallet/problems.ts'
import { account, entries, entry, spanOf } from '#domain/wallet/reads.ts'
import { MOST_ENTRIES, statementFile } from '#domain/wallet/statement-file.ts'
import { after } from '#kernel/data/time.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(
  wallet.getStatementFile,
  async ({ user, path: { accountId }, query, now, language, read, require, refuse }) => {
    // Entries never change, so all lines are true of the moment of this read.
    const shown = require(await account(read, accountId), guard.exists(), guard.owned(user))
    const { first, last, settledUntil } = await spanOf(read, shown, query, now)
    const count = Math.max(0, last - first + 1)
    if (count > MOST_ENTRIES) {
      const next = await entry(read, accountId, first + MOST_ENTRIES)
      refuse(SpanTooLong, { limit: MOST_ENTRIES, entries: count, until: after(next?.createdAt ?? now, -1) })
    }
    // With the entry before the first, whose balance is the opening one.
    const range = { first: Math.max(1, first - 1), last, descending: false, limit: count + 1, after: undefined }
    const { items } = await entries(read, accountId, range)
    const inside = items.filter(({ seq }) => seq >= first)
    const opening = items.find(({ seq }) => seq < first)?.balance ?? 0
    const closing = inside.at(-1)?.balance ?? opening
    const [from, to] = [query.from ?? shown.createdAt, settledUntil ?? query.to ?? now]
    return { reply: statementFile({ at: from, balance: opening }, inside, { at: to, balance: closing }, language) }
  },
)
