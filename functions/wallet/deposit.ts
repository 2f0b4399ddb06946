// Deposits money into an account: by its owner, or only by operators, as the product has chosen.

import { operator } from '#domain/roles.ts'
import { active, asOperator } from '#domain/users/writes.ts'
import { guard } from '#domain/wallet/guards.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { DepositsByOperators } from '#domain/wallet/problems.ts'
import { account } from '#domain/wallet/reads.ts'
import { deposits } from '#domain/wallet/settings.ts'
import { transactionView } from '#domain/wallet/views.ts'
import { credit, deposit } from '#domain/wallet/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.deposit, async ({ user, path, body, now, id, read, require, refuse }) => {
  const before = require(await account(read, path.accountId), guard.exists())
  const movement = { ...body, type: 'DEPOSIT' as const, transactionId: id('transaction'), by: user.userId }
  const entry = nextEntry(before, movement, now)
  const isOperators = deposits() === 'operator'
  if (isOperators && user.role !== operator.name) refuse(DepositsByOperators)
  const writes = isOperators ? [...credit(before, entry), asOperator(user)] : [...deposit(before, entry), active(user)]
  return { writes, reply: transactionView(entry) }
})
