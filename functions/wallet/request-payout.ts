// Requests a payout: an operator pays the amount out by hand, and it is held meanwhile.

import { active } from '#domain/users/writes.ts'
import { guard, isShort } from '#domain/wallet/guards.ts'
import { payoutsOf, pendingPayouts } from '#domain/wallet/items.ts'
import { account } from '#domain/wallet/reads.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { requestPayout } from '#domain/wallet/writes.ts'
import { releaseCash } from '#flows/payment/lapse.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.requestPayout, async ({ user, path, body, now, id, read, require }) => {
  const before = require(await account(read, path.accountId), guard.exists(), guard.owned(user))
  if (isShort(before, body.amount, user.userId)) {
    const first = await releaseCash({ read, now, id }, before.accountId)
    if (first) return { first }
  }
  const payoutId = id('payout')
  const payout = {
    ...body,
    payoutId,
    accountId: before.accountId,
    ownerId: user.userId,
    status: 'PENDING' as const,
    createdAt: now,
    listPk: payoutsOf(before.accountId).partition.pk,
    listSk: `${now}#${payoutId}`,
    duePk: pendingPayouts.partition.pk,
    dueSk: `${now}#${payoutId}`,
  }
  return { writes: [...requestPayout(before, payout), active(user)], reply: payoutView(payout) }
})
