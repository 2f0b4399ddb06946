// Opens the caller's account.

import { active } from '#domain/users/writes.ts'
import { accountView } from '#domain/wallet/views.ts'
import { open } from '#domain/wallet/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.openAccount, ({ user, body, now, id }) => {
  const account = {
    ...body,
    accountId: id('account'),
    ownerId: user.userId,
    balance: 0,
    held: 0,
    available: 0,
    seq: 0,
    hash: null,
    lastEntryAt: now,
    createdAt: now,
  }
  return { writes: [...open(account), active(user)], reply: accountView(account) }
})
