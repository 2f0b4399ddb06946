// Lists the payouts that wait for an operator, oldest first, with what a transfer at the bank needs.

import { recordRead } from '#domain/ops/writes.ts'
import { Profile, User } from '#domain/users/items.ts'
import { asOperator } from '#domain/users/writes.ts'
import { Account } from '#domain/wallet/items.ts'
import { waitingPayouts } from '#domain/wallet/reads.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.listPendingPayouts, async ({ user, page, now, id, read, cursor }) => {
  const { items, next } = await waitingPayouts(read, page)
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
  const seen = { by: user.userId, what: 'ops.payouts.read', subject: 'payouts' }
  return {
    writes: [recordRead(id('action'), seen, now), asOperator(user)],
    reply: { items: listed, nextCursor: cursor(next) },
  }
})
