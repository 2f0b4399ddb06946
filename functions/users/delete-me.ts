// The caller asks for deletion: no sign-in from now on; a job erases everything personal.

import { BillingOpen } from '#domain/billing/problems.ts'
import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { MatchHosted } from '#domain/matches/problems.ts'
import { Profile, User } from '#domain/users/items.ts'
import { WrongPassword } from '#domain/users/problems.ts'
import { provePassword } from '#domain/users/proof.ts'
import { self } from '#domain/users/reads.ts'
import { guard as wallet } from '#domain/wallet/guards.ts'
import { deletion } from '#flows/erasure/deletion.ts'
import { after } from '#kernel/data/time.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

/** A day, unless the environment says otherwise. */
const erasedWithinMs = (): number => Number(process.env['ERASE_WITHIN_MINUTES'] ?? 24 * 60) * 60_000

const deletionOf = (deletedAt: string) => ({ deletedAt, erasedBy: after(deletedAt, erasedWithinMs()) })

export const handler = endpoint(users.deleteMe, async (call) => {
  const { user: caller, language, now, id, read, require, refuse } = call
  const [before] = await read.all([User.key(caller.userId), Profile.key(caller.userId)])
  // Its receipt is erased with everything else, so a retry is answered by what stands.
  if (before?.deletedAt) return { reply: deletionOf(before.deletedAt) }
  const { user } = await self(read, caller)
  const { isRight, failed, allowed } = await provePassword(call, user)
  if (!isRight) return { writes: failed, refuses: WrongPassword }
  const { account, first, billings, isHosting, writes } = await deletion(call, user)
  if (first) return { first }
  if (account) require(account, wallet.empty())
  if (billings.length > 0) refuse(BillingOpen)
  if (isHosting) refuse(MatchHosted)
  const farewell = { occasion: 'DELETION', userId: user.userId, to: user.email, language } as const
  return {
    writes: [...writes, ...allowed, ...(isMailOn() ? [post(id('mail'), farewell, now)] : [])],
    reply: deletionOf(now),
  }
})
