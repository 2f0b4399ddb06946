// Calls of operations, one that succeeds for every endpoint.

import { generateSync } from 'otplib'
import type { ops } from '#functions/ops/contract.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User, type World } from '#test/support/people.ts'
import { type Examples, OPERATOR, type Unmissed } from './example.ts'

export const examples: Examples<typeof ops> = {
  getHealth: async () => ({}),
  getOpenApi: async () => ({}),
  getDocs: async () => ({}),
  getDocsScript: async () => ({ query: { version: '1' } }),
  getRoot: async () => ({}),
  getProblem: async () => ({ path: { code: 'insufficient-balance' } }),
  getInvariants: async (world) => ({ as: await world.stranger('OPERATOR') }),
  requestAudit: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: async () => (await world.table.items()).some(({ sk }) => sk === 'REQUEST'),
  }),
  lockUser: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { username, userId } = user
    const shows = async () => {
      const refused = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
      return refused.code === 'account-locked' && (await isRecorded(world, 'ops.user.locked', userId))
    }
    return { as, path: { userId }, body: { reason: 'reported' }, shows }
  },
  unlockUser: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { username, userId } = user
    ok(await as.api.ops.lockUser({ path: { userId }, body: { reason: 'reported' } }))
    const shows = async () => {
      const { ok: isIn } = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
      return isIn && (await isRecorded(world, 'ops.user.unlocked', userId))
    }
    return { as, path: { userId }, body: { reason: 'a mistake' }, shows }
  },
  removeTotp: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { username, userId } = user
    await secure(world, user)
    const shows = async () => {
      const { ok: isIn } = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
      const isMailed = (await world.table.items()).some(({ occasion }) => occasion === 'TOTP_REMOVED')
      const { status } = await world.api.users.refreshTokens({ body: { refreshToken: user.refreshToken } })
      return isIn && isMailed && status === 401 && (await isRecorded(world, 'ops.totp.removed', userId))
    }
    return { as, path: { userId }, body: { reason: 'lost the phone' }, shows }
  },
  listActions: async (world) => ({ as: await world.stranger('OPERATOR') }),
}

/** Sets an authenticator app up. */
const secure = async (world: World, { api }: User) => {
  const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
  const code = generateSync({ secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
  await api.users.confirmTotp({ body: { code } })
}

/** Whether an operator's deed is on record. */
export const isRecorded = async (world: World, what: string, subject: string) =>
  (await world.table.items()).some((item) => item['what'] === what && item['subject'] === subject)

export const unmissed: Unmissed = {
  requestAudit: OPERATOR,
  lockUser: OPERATOR,
  unlockUser: OPERATOR,
  removeTotp: OPERATOR,
}
