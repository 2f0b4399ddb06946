// Transfers money between two accounts: a debit and a credit in one transaction.

import { active } from '#domain/users/writes.ts'
import { guard, isShort } from '#domain/wallet/guards.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { AccountNotFound, SameAccount } from '#domain/wallet/problems.ts'
import { accounts } from '#domain/wallet/reads.ts'
import { AccountId } from '#domain/wallet/schema.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { transfer } from '#domain/wallet/writes.ts'
import { releaseCash } from '#flows/payment/lapse.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { isId } from '#kernel/http/schema.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.transfer, async ({ user, body, now, id, read, require, refuse }) => {
  const { fromAccountId, toAccountId, amount, information } = body
  if (fromAccountId === toAccountId) refuse(SameAccount)
  // A malformed id in a body is treated like an unknown one.
  if (!isId(AccountId, fromAccountId) || !isId(AccountId, toAccountId)) refuse(AccountNotFound)
  const found = await accounts(read, fromAccountId, toAccountId)
  const [from, to] = [require(found[0], guard.exists()), require(found[1], guard.exists())]
  if (isShort(from, amount, user.userId)) {
    const first = await releaseCash({ read, now, id }, fromAccountId)
    if (first) return { first }
  }
  const shared = { transferId: id('transfer'), amount, information, by: user.userId }
  const debit = nextEntry(
    from,
    { ...shared, type: 'TRANSFER_OUT', transactionId: id('transaction'), counterparty: toAccountId },
    now,
  )
  const credit = nextEntry(
    to,
    { ...shared, type: 'TRANSFER_IN', transactionId: id('transaction'), counterparty: fromAccountId },
    now,
  )
  const { transactionId, accountId, type, createdAt } = credit
  return {
    writes: [...transfer(from, debit, to, credit), active(user)],
    reply: {
      transferId: shared.transferId,
      debit: transactionView(debit),
      // The sender may not see the recipient's balance.
      credit: { transactionId, accountId, type, amount, createdAt },
    },
  }
})
