// Deposits money into an account.

import { guard } from '#domain/wallet/guards.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { account } from '#domain/wallet/reads.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { deposit } from '#domain/wallet/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.deposit, async ({ user, path, body, now, id, read, require }) => {
  const before = require(await account(read, path.accountId), guard.exists())
  const movement = { ...body, type: 'DEPOSIT' as const, transactionId: id('transaction'), by: user.userId }
  const entry = nextEntry(before, movement, now)
  return { writes: deposit(before, entry), reply: transactionView(entry) }
})
