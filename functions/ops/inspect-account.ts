// Shows an account to an operator.

import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { AccountNotFound } from '#domain/wallet/problems.ts'
import { account } from '#domain/wallet/reads.ts'
import { inspectAccount } from '#flows/inspection/account.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.inspectAccount, async ({ user, path, now, id, read, refuse }) => {
  const found = (await account(read, path.accountId)) ?? refuse(AccountNotFound)
  const seen = { by: user.userId, what: 'ops.account.read', subject: path.accountId }
  return { writes: [recordRead(id('action'), seen, now), asOperator(user)], reply: await inspectAccount(read, found) }
})
