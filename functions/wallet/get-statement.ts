// Returns the balance of an account, now or at a settled time.

import { guard } from '#domain/wallet/guards.ts'
import { TooRecent } from '#domain/wallet/problems.ts'
import { account, entry, lastSeqWhere } from '#domain/wallet/reads.ts'
import { secondsUntilSettled, settledUntil } from '#domain/wallet/settled.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { wallet } from './contract.ts'

export const handler = endpoint(
  wallet.getStatement,
  async ({ user, path, query: { at }, now, read, require, refuse }) => {
    const { accountId } = path
    const shown = require(await account(read, accountId), guard.exists(), guard.owned(user))
    const { balance, seq, hash } = shown
    if (at === undefined) return { reply: { accountId, at: now, balance, seq, hash } }
    if (at > settledUntil(now)) refuse(TooRecent, { retryAfter: secondsUntilSettled(at, now) })
    const last = await entry(read, accountId, await lastSeqWhere(read, shown, (createdAt) => createdAt <= at))
    return { reply: { accountId, at, balance: last?.balance ?? 0, seq: last?.seq ?? 0, hash: last?.hash ?? null } }
  },
)
