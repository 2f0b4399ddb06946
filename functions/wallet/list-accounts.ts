// Lists the caller's accounts: none or one.

import { accountOf } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listAccounts, async ({ user, read }) => {
  const account = await accountOf(read, user.userId)
  return { reply: { items: account ? [accountView(account)] : [], nextCursor: null } }
})
