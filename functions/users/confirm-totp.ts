// Confirms an authenticator app with one of its codes: from now on, a sign-in needs a code.

import { Totp } from '#domain/users/items.ts'
import { TotpEnabled, TotpNotBegun, WrongCode } from '#domain/users/problems.ts'
import { limitChecks } from '#domain/users/proof.ts'
import { self } from '#domain/users/reads.ts'
import { used } from '#domain/users/totp.ts'
import { sameUser, useTotp } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.confirmTotp, async (call) => {
  const { user: caller, body, now, read, refuse } = call
  const { user } = await self(read, caller)
  const item = (await read.get(Totp.key(user.userId))) ?? refuse(TotpNotBegun)
  if (item.confirmedAt) refuse(TotpEnabled)
  if (item.epoch !== user.sessionEpoch) refuse(TotpNotBegun)
  const { failed, allowed } = await limitChecks(call, user)
  const after = /^\d{6}$/.test(body.code) ? used(item, body.code, now) : undefined
  if (!after) return { writes: failed, refuses: WrongCode }
  const writes = [useTotp(item, { ...after, confirmedAt: now }), sameUser(user), ...allowed]
  return { writes, reply: undefined }
})
