// Cancels a payout that waits for an operator: its amount is available again.

import { active } from '#domain/users/writes.ts'
import { guard } from '#domain/wallet/guards.ts'
import { Payout } from '#domain/wallet/items.ts'
import { PayoutNotFound } from '#domain/wallet/problems.ts'
import { account } from '#domain/wallet/reads.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { cancelPayout } from '#domain/wallet/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.cancelPayout, async ({ user, path, now, read, require, refuse }) => {
  const { accountId } = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
  const payout = await read.get(Payout.key(path.payoutId))
  if (payout?.accountId !== accountId) return refuse(PayoutNotFound)
  const { after, writes } = cancelPayout(payout, now)
  return { writes: [...writes, active(user)], reply: payoutView(after) }
})
