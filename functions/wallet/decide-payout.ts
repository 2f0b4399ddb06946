// An operator has paid a payout out, or rejects it. Every decision is recorded.

import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { guard } from '#domain/wallet/guards.ts'
import { Account, Payout } from '#domain/wallet/items.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { payoutView } from '#domain/wallet/views.ts'
import { decidePayout } from '#domain/wallet/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(wallet.decidePayout, async ({ user, path, body, now, id, read, require }) => {
  const by = user.userId
  const payout = require(await read.get(Payout.key(path.payoutId)), guard.payoutExists(), guard.impartial({
    by,
  }), guard.pending())
  const { payoutId, accountId, ownerId, amount, information } = payout
  const account = await read.get(Account.key(accountId))
  if (!account) throw new Error(`The account of ${payoutId} is not stored.`)
  const movement = { type: 'WITHDRAWAL' as const, amount, information, by: ownerId, transactionId: id('transaction') }
  const entry = body.resolution === 'PAID' ? nextEntry(account, movement, now) : undefined
  const decision = { status: body.resolution, by, note: body.note }
  const { after, writes } = decidePayout(account, payout, decision, now, entry)
  const deed = { by, what: `ops.payout.${body.resolution.toLowerCase()}`, subject: payoutId, reason: body.note }
  return { writes: [...writes, record(id('action'), deed, now), asOperator(user)], reply: payoutView(after) }
})
