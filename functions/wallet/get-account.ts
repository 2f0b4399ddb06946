// One account, for its owner.

import { guard } from '#domain/wallet/guards.ts'
import { account } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = lambda(wallet.getAccount, async ({ user, path, read, given }) => ({
  reply: accountView(given(await account(read, path.accountId), guard.exists(), guard.owned(user))),
}))
