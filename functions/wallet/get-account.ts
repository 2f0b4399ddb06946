// Returns an account to its owner.

import { guard } from '#domain/wallet/guards.ts'
import { account } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.getAccount, async ({ user, path, read, require }) => ({
  reply: accountView(require(await account(read, path.accountId), guard.exists(), guard.owned(user))),
}))
