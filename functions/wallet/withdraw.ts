// Withdraws available money from an account.

import { guard, isShort } from '#domain/wallet/guards.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { account } from '#domain/wallet/reads.ts'
import { withdrawals } from '#domain/wallet/settings.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { withdraw } from '#domain/wallet/writes.ts'
import { releaseCash } from '#flows/payment/lapse.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

const BY_REQUEST = 'Money is paid out by operators here. Request it with POST /accounts/{accountId}/payouts.'

export const handler = endpoint(wallet.withdraw, async ({ user, path, body, now, id, read, require }) => {
  const before = require(await account(read, path.accountId), guard.exists())
  if (withdrawals() === 'request') throw new Problem(Forbidden, {}, BY_REQUEST)
  if (isShort(before, body.amount, user.userId)) {
    const first = await releaseCash({ read, now }, before.accountId)
    if (first) return { first }
  }
  const movement = { ...body, type: 'WITHDRAWAL' as const, transactionId: id('transaction'), by: user.userId }
  const entry = nextEntry(before, movement, now)
  return { writes: withdraw(before, entry), reply: transactionView(entry) }
})
