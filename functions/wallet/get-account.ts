// One account, for its owner.

import { account } from '../../shared/domain/wallet/reads.ts'
import { rule } from '../../shared/domain/wallet/rules.ts'
import { accountView } from '../../shared/domain/wallet/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { wallet } from './contract.ts'

export const handler = lambda(wallet.getAccount, async ({ user, path, read, given }) => ({
  reply: accountView(given(await account(read, path.accountId), rule.exists(), rule.owned(user.userId))),
}))
