// Withdraws available money from an account.

import { active } from '#domain/users/writes.ts'
import { guard, isShort } from '#domain/wallet/guards.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { WithdrawalsOnRequest } from '#domain/wallet/problems.ts'
import { account } from '#domain/wallet/reads.ts'
import { withdrawals } from '#domain/wallet/settings.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { withdraw } from '#domain/wallet/writes.ts'
import { releaseCash } from '#flows/payment/lapse.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.withdraw, async ({ user, path, body, now, id, read, require, refuse }) => {
  const before = require(await account(read, path.accountId), guard.exists())
  if (withdrawals() === 'request') refuse(WithdrawalsOnRequest)
  if (isShort(before, body.amount, user.userId)) {
    const first = await releaseCash({ read, now, id }, before.accountId)
    if (first) return { first }
  }
  const movement = { ...body, type: 'WITHDRAWAL' as const, transactionId: id('transaction'), by: user.userId }
  const entry = nextEntry(before, movement, now)
  return { writes: [...withdraw(before, entry), active(user)], reply: transactionView(entry) }
})
