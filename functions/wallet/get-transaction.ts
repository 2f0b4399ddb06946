// Returns one ledger entry.

import { guard } from '#domain/wallet/guards.ts'
import { TransactionNotFound } from '#domain/wallet/problems.ts'
import { account, entry } from '#domain/wallet/reads.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.getTransaction, async ({ user, path, read, require, refuse }) => {
  require(await account(read, path.accountId), guard.exists(), guard.owned(user))
  const found = await entry(read, path.accountId, Number(path.seq))
  return { reply: transactionView(found ?? refuse(TransactionNotFound)) }
})
