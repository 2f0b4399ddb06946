// The conditions that keep the wallet's invariants, and the problem that a broken one answers.

import { both } from '#kernel/data/condition.ts'
import { brokenBy, companions, keepers, order } from '#kernel/data/guards.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import { Account, type AccountItem, AccountNumber, Entry, Hold, Owner, Payout } from './items.ts'
import {
  AccountExists,
  AccountNotEmpty,
  AccountNotFound,
  AccountNumberTaken,
  BalanceLimit,
  InsufficientBalance,
  OwnPayout,
  PayoutNotFound,
  PayoutState,
} from './problems.ts'

export const guard = keepers('wallet', {
  exists: Account.guard({
    when: (account) => both(account.exists('ownerId'), account.absent('closedAt')),
    fails: AccountNotFound,
    keeps: [invariant.opened],
  }),
  owned: Account.guard({
    when: (account, { userId }: { userId: string }) => account.equals('ownerId', userId),
    fails: Forbidden,
    keeps: [invariant.ownersMoney],
    authorises: true,
  }),
  empty: Account.guard({
    when: (account) => both(account.equals('balance', 0), account.equals('held', 0)),
    fails: AccountNotEmpty,
    keeps: [invariant.closedEmpty],
  }),
  noAccount: Owner.expectation({ when: (owner) => owner.missing(), keeps: order }),
  oneAccount: Owner.guard({ when: (owner) => owner.missing(), fails: AccountExists, keeps: [invariant.oneAccount] }),
  uniqueAccountNumber: AccountNumber.guard({
    when: (number) => number.missing(),
    fails: AccountNumberTaken,
    keeps: [invariant.uniqueAccountNumber],
  }),
  solvent: Account.guard({
    when: (account, { amount }: { amount: number }) => account.atLeast('available', amount),
    fails: InsufficientBalance,
    tells: ({ available = 0 }) => ({ available }),
    keeps: [invariant.available],
  }),
  room: Account.guard({
    when: (account, { most }: { most: number }) => account.atMost('balance', most),
    fails: BalanceLimit,
    keeps: [invariant.ceiling],
  }),
  nextEntry: Account.expectation({
    when: (account, { seq }: { seq: number }) => account.equals('seq', seq),
    keeps: [invariant.gaplessLedger],
  }),
  notEarlier: Account.expectation({
    when: (account, { createdAt }: { createdAt: string }) => account.atMost('lastEntryAt', createdAt),
    keeps: [invariant.monotoneTime],
  }),
  heldAmount: Hold.expectation({
    when: (hold, { amount }: { amount: number }) => hold.equals('amount', amount),
    keeps: [invariant.heldEquality],
  }),
  withEntry: companions({
    with: ({ accountId, seq }: { accountId: string; seq: number }) => [
      Account.key(accountId),
      Entry.key(accountId, seq),
    ],
    keeps: [invariant.balanceEquality, invariant.announced],
  }),
  withHold: companions({
    with: ({ accountId, billingId }: { accountId: string; billingId: string }) => [
      Account.key(accountId),
      Hold.key(accountId, billingId),
    ],
    keeps: [invariant.heldEquality],
  }),
  payoutExists: Payout.guard({
    when: (payout) => payout.exists('ownerId'),
    fails: PayoutNotFound,
    keeps: [invariant.payoutRequested],
  }),
  impartial: Payout.guard({
    when: (payout, { by }: { by: string }) => payout.differs('ownerId', by),
    fails: OwnPayout,
    keeps: [invariant.payoutImpartial],
  }),
  pending: Payout.guard({
    when: (payout) => payout.equals('status', 'PENDING'),
    fails: PayoutState,
    keeps: [invariant.payoutHeld, invariant.payoutOnce],
  }),
  withPayout: companions({
    with: ({ accountId, payoutId }: { accountId: string; payoutId: string }) => [
      Payout.key(payoutId),
      Hold.key(accountId, payoutId),
    ],
    keeps: [invariant.payoutHeld],
  }),
  bothAccounts: companions({
    with: ({ from, to }: { from: string; to: string }) => [Account.key(from), Account.key(to)],
    keeps: [invariant.transferConserves],
  }),
})

/** Whether the owner requests more than is available, so that expired billings should be released. */
export const isShort = (account: AccountItem, amount: number, userId: string): boolean =>
  account.ownerId === userId && brokenBy({ ...account }, [guard.solvent({ amount })]).length > 0
