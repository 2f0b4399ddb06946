// Sets up an authenticator app: shows its secret and the recovery codes once. It counts from its confirmation on.

import { Totp } from '#domain/users/items.ts'
import { TotpEnabled, WrongPassword } from '#domain/users/problems.ts'
import { provePassword } from '#domain/users/proof.ts'
import { self } from '#domain/users/reads.ts'
import { newTotp } from '#domain/users/totp.ts'
import { beginTotp, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.beginTotp, async (call) => {
  const { user: caller, now, random, read, refuse } = call
  const { user } = await self(read, caller)
  const { isRight, failed, allowed } = await provePassword(call, user)
  if (!isRight) return { writes: failed, refuses: WrongPassword }
  const before = await read.get(Totp.key(user.userId))
  if (before?.confirmedAt) refuse(TotpEnabled)
  const { item, shown } = newTotp(user, now, random)
  return { writes: [beginTotp(item, before), sameUser(user), ...allowed], reply: shown }
})
