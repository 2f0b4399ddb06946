// What an account held at a time.

import { account, entry, lastSeqWhere } from '../../shared/domain/wallet/reads.ts'
import { rule } from '../../shared/domain/wallet/rules.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { wallet } from './contract.ts'

export const handler = lambda(wallet.getStatement, async ({ user, path, query, now, read, given }) => {
  const { accountId } = path
  const at = query.at ?? now
  const shown = given(await account(read, accountId), rule.exists(), rule.owned(user.userId))
  const last = await entry(read, accountId, await lastSeqWhere(read, shown, (createdAt) => createdAt <= at))
  return { reply: { accountId, at, balance: last?.balance ?? 0, seq: last?.seq ?? 0, hash: last?.hash ?? null } }
})
