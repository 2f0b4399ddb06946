// Lists the ledger of an account for an operator.

import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { AccountNotFound } from '#domain/wallet/problems.ts'
import { account, entriesBetween } from '#domain/wallet/reads.ts'
import { inspectedEntryView } from '#flows/inspection/ledger.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(
  ops.listLedger,
  async ({ user, path: { accountId }, query, page, now, id, read, refuse, cursor }) => {
    const shown = (await account(read, accountId)) ?? refuse(AccountNotFound)
    const { items, next, ...until } = await entriesBetween(read, shown, { ...query, ...page }, now)
    const seen = { by: user.userId, what: 'ops.ledger.read', subject: accountId }
    return {
      writes: [recordRead(id('action'), seen, now), asOperator(user)],
      reply: { items: items.map(inspectedEntryView), nextCursor: cursor(next), ...until },
    }
  },
)
