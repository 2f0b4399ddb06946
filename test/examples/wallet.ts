// Calls of the wallet, one that succeeds for every endpoint.

import { HOLD_MS } from '#domain/matches/items.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import { accountHolder, hosted, number } from '#test/support/prepared.ts'
import { isRecorded } from '#test/support/recorded.ts'
import { ACTIVE, type Examples, holds, OPERATOR, type Refusals, type Scenarios, type Unmissed } from './example.ts'
import { ENDED } from './matches.ts'

const transfer = async (world: World, amount: number) => {
  const [from, to] = [await accountHolder(world), await accountHolder(world)]
  const ends = { fromAccountId: from.path.accountId, toAccountId: to.path.accountId }
  return { as: from.as, body: { ...ends, amount, information: 'lunch' } }
}

export const examples: Examples<typeof wallet> = {
  openAccount: async (world) => ({
    as: await world.stranger(),
    body: { bank: 'Kookmin', accountNumber: `123-${100_000 + number()}` },
  }),
  listAccounts: async (world) => ({ as: (await accountHolder(world)).as }),
  getAccount: (world) => accountHolder(world),
  deposit: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5, information: 'lunch' } }),
  withdraw: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5, information: 'lunch' } }),
  requestPayout: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5, information: 'rent' } }),
  listPayouts: (world) => accountHolder(world),
  cancelPayout: async (world) => {
    const { as, path } = await accountHolder(world)
    const { payoutId } = ok(
      await as.api.wallet.requestPayout({ path, key: 'p', body: { amount: 5, information: 'rent' } }),
    )
    const shows = async () => ok(await as.api.wallet.getAccount({ path })).held === 0
    return { as, path: { ...path, payoutId }, shows }
  },
  listPendingPayouts: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: () => isRecorded(world, 'ops.payouts.read'),
  }),
  decidePayout: async (world) => {
    const { as: owner, path } = await accountHolder(world)
    const body = { amount: 5, information: 'rent' }
    const { payoutId } = ok(await owner.api.wallet.requestPayout({ path, key: 'p', body }))
    const shows = () => isRecorded(world, 'ops.payout.paid', payoutId)
    const as = await world.stranger('OPERATOR')
    return { as, path: { payoutId }, body: { resolution: 'PAID', note: 'transferred' }, shows }
  },
  transfer: (world) => transfer(world, 5),
  listTransactions: (world) => accountHolder(world),
  getTransaction: async (world) => {
    const { as, path } = await accountHolder(world)
    return { as, path: { ...path, seq: '1' } }
  },
  getStatement: (world) => accountHolder(world),
  getStatementFile: (world) => accountHolder(world),
}

export const refusals: Refusals<typeof wallet> = {
  openAccount: async (world) => {
    const { as } = await accountHolder(world)
    return { as, body: { bank: 'Kookmin', accountNumber: String(100_000 + number()) } }
  },
  getAccount: async (world) => ({ ...(await accountHolder(world)), as: await world.stranger() }),
  deposit: async (world) => ({
    ...(await accountHolder(world)),
    as: await world.stranger(),
    body: { amount: 5, information: 'lunch' },
  }),
  withdraw: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5000, information: 'car' } }),
  transfer: (world) => transfer(world, 5000),
}

export const scenarios: Scenarios = {
  'withdraw of what a lapsed billing held': async (world) => {
    const { as, path } = await accountHolder(world, 1000)
    const orders = [(await hosted(world, 1000)).path]
    await as.api.billing.createBilling({ key: 'held', body: { orders, cashAmount: 1000 } })
    world.passes(HOLD_MS + 1000)
    return { endpoint: wallet.withdraw, as, path, body: { amount: 1000, information: 'all of it' } }
  },
}

export const unmissed: Unmissed = {
  openAccount: ACTIVE,
  deposit: ACTIVE,
  withdraw: ACTIVE,
  transfer: ACTIVE,
  requestPayout: ACTIVE,
  cancelPayout: ACTIVE,
  decidePayout: OPERATOR,
  listPendingPayouts: OPERATOR,
  'withdraw of what a lapsed billing held': {
    'then ConditionCheck USER/USER': holds('active'),
    'Put MATCH/ENDED': ENDED,
  },
}
