// Removes the authenticator app of the caller, with the password and a code.

import { Totp } from '#domain/users/items.ts'
import { TotpNotBegun, WrongCode, WrongPassword } from '#domain/users/problems.ts'
import { provePassword } from '#domain/users/proof.ts'
import { self } from '#domain/users/reads.ts'
import { used } from '#domain/users/totp.ts'
import { removeTotp, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.removeTotp, async (call) => {
  const { user: caller, body, now, read, refuse } = call
  const { user } = await self(read, caller)
  const item = (await read.get(Totp.key(user.userId))) ?? refuse(TotpNotBegun)
  const { isRight, failed, allowed } = await provePassword(call, user)
  if (!isRight) return { writes: failed, refuses: WrongPassword }
  if (item.confirmedAt && !used(item, body.code, now)) return { writes: failed, refuses: WrongCode }
  return { writes: [removeTotp(item), sameUser(user), ...allowed], reply: undefined }
})
