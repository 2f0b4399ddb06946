// Recomputes a ledger for an operator.

import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { AccountNotFound } from '#domain/wallet/problems.ts'
import { verifyLedger } from '#flows/inspection/ledger.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.verifyLedger, async ({ user, path, query, now, id, read, refuse }) => {
  const { accountId } = path
  const reply = (await verifyLedger(read, accountId, query.fromSeq ?? 1)) ?? refuse(AccountNotFound)
  const seen = { by: user.userId, what: 'ops.ledger.verified', subject: accountId }
  return { writes: [recordRead(id('action'), seen, now), asOperator(user)], reply }
})
