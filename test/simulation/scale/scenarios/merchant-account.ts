// Many customers pay into the account of one merchant.

import { count } from '#infra/docs/scenarios/report.ts'
import { countOf, scenario, soundness } from '../scenario.ts'
import { withAccount } from '../traffic.ts'

export const merchantAccount = scenario({
  name: 'merchant-account',
  says: 'Customers transfer money to one account.',
  hot: 'wallet.transfer',
  parameters: {
    perSecond: { value: 1000, says: 'payments a second' },
    seconds: { value: 10, says: 'for how long' },
    customers: { value: 2000, says: 'customers who pay in turn' },
  },
  run: async (stage, { perSecond, seconds, customers }) => {
    const merchant = await withAccount(stage, 0)
    const payers = []
    for (let at = 0; at < customers; at += 1) payers.push(await withAccount(stage, 1_000_000))
    const payments = perSecond * seconds
    for (let at = 0; at < payments; at += 1) {
      const { user, accountId } = payers[at % payers.length] ?? merchant
      const body = {
        ...{ fromAccountId: accountId, toAccountId: merchant.accountId, amount: 1000 },
        information: 'order',
      }
      stage.start(`payment-${at}`, stage.random() * seconds * 1000, () =>
        stage.measure('payments', () => user.api.wallet.transfer({ body, key: user.key() })),
      )
    }
    await stage.run()
    const paid = await countOf(stage, ({ pk, sk }) => pk === `ACCOUNT#${merchant.accountId}` && sk.startsWith('ENTRY#'))
    const told = stage.calls.all.filter(({ isOk }) => isOk).length
    return {
      group: 'payments',
      facts: {
        'payments made': `${count(paid)} of ${count(payments)}`,
        'a second, over the run': (paid / (stage.world.nowMs / 1000)).toFixed(1),
      },
      checks: {
        'every caller with a 201 has paid': told <= paid,
        'nobody paid twice': paid <= payments,
        ...(await soundness(stage)),
      },
    }
  },
})
