// An account as operators see one.

import type * as z from 'zod/mini'
import type { AccountItem } from '#domain/wallet/items.ts'
import { accountHolds } from '#domain/wallet/reads.ts'
import { accountView } from '#domain/wallet/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import { foundUser, memberView } from './members.ts'
import type { InspectedAccount } from './schema.ts'

export const inspectAccount = async (
  read: Read<'wallet' | 'users'>,
  account: AccountItem,
): Promise<z.input<typeof InspectedAccount>> => {
  const { accountId, ownerId, closedAt } = account
  const [owner, holds] = await Promise.all([foundUser(read, ownerId), accountHolds(read, accountId)])
  return {
    ...accountView(account),
    owner: memberView(ownerId, owner),
    closedAt: closedAt ?? null,
    holds: holds.map(({ billingId: id, amount }) => ({ id, amount })),
  }
}
