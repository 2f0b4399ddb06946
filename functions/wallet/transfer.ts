// Moves money between two accounts: a debit here and a credit there, in one transaction.

import { nextEntry } from '../../shared/domain/wallet/ledger.ts'
import { AccountNotFound, SameAccount } from '../../shared/domain/wallet/problems.ts'
import { accounts } from '../../shared/domain/wallet/reads.ts'
import { isShort, rule } from '../../shared/domain/wallet/rules.ts'
import { AccountId } from '../../shared/domain/wallet/schema.ts'
import { transactionView } from '../../shared/domain/wallet/views.ts'
import { transfer } from '../../shared/domain/wallet/writes.ts'
import { releaseCash } from '../../shared/flows/payment/lapse.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { isId } from '../../shared/kernel/schema.ts'
import { wallet } from './contract.ts'

export const handler = lambda(wallet.transfer, async ({ user, body, now, id, read, given, refuse }) => {
  const { fromAccountId, toAccountId, amount, information } = body
  if (fromAccountId === toAccountId) refuse(SameAccount)
  // Ids in a body are judged like those in a path: a malformed one names no account.
  if (!isId(AccountId, fromAccountId) || !isId(AccountId, toAccountId)) refuse(AccountNotFound)
  const found = await accounts(read, fromAccountId, toAccountId)
  const [from, to] = [given(found[0], rule.exists()), given(found[1], rule.exists())]
  if (isShort(from, amount, user.userId)) {
    const first = await releaseCash({ read, now }, fromAccountId)
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
    writes: transfer(from, debit, to, credit),
    reply: {
      transferId: shared.transferId,
      debit: transactionView(debit),
      // The other side's balance is not the sender's to see.
      credit: { transactionId, accountId, type, amount, createdAt },
    },
  }
})
