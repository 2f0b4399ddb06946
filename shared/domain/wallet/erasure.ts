// The wallet's part of an erasure: the ledger is kept, without the number of the account.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { remove, update } from '#kernel/data/write.ts'
import { Account, AccountNumber, type wallet } from './items.ts'
import { accountOf } from './reads.ts'

/** An account is a trace as long as it has a number. */
export const traces = [trace(Account, ({ ownerId, accountNumber }) => (accountNumber === '' ? undefined : ownerId))]

export const erasure: ErasureOf<typeof wallet> = {
  fates: {
    ACCOUNT: 'kept: the ledger is a record of payments; bank and number are erased',
    ACCOUNT_OWNER: 'kept: the id of the account by the id of the user',
    ACCOUNT_NUMBER: 'erased',
    PAYOUT: 'kept: a record of payments',
    PAYOUTS: 'only in an index',
    DUE_PAYOUT: 'only in an index',
  },
  next: async ({ read }, { userId }) => {
    const account = await accountOf(read, userId)
    if (!account || account.accountNumber === '') return nothing
    const { accountId, bank, accountNumber } = account
    return erase([
      update('blank', Account.key(accountId), { set: { bank: '', accountNumber: '' } }),
      remove('freeNumber', AccountNumber.key(bank, accountNumber)),
    ])
  },
}
