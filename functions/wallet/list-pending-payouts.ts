// Lists the payouts that wait for an operator, oldest first, with what a transfer at the bank needs.

import { isOperator } from '#domain/users/guards.ts'
import { Profile, User } from '#domain/users/items.ts'
import { Account, pendingPayouts } from '#domain/wallet/items.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listPendingPayouts, async ({ user, page, read, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { items, next } = await read.list({ ...pendingPayouts, index: 'due', ...page })
  const { accounts, users, profiles } = await read.groups({
    accounts: items.map(({ accountId }) => Account.key(accountId)),
    users: items.map(({ ownerId }) => User.key(ownerId)),
    profiles: items.map(({ ownerId }) => Profile.key(ownerId)),
  })
  const listed = items.map((item, at) => {
    const { bank = '', accountNumber = '' } = accounts[at] ?? {}
    const { username = '', lockedAt = null } = users[at] ?? {}
    const { firstName = '', lastName = '' } = profiles[at] ?? {}
    const owner = { userId: item.ownerId, username, firstName, lastName, lockedAt }
    return { ...payoutView(item), bank, accountNumber, owner }
  })
  return { reply: { items: listed, nextCursor: cursor(next) } }
})
