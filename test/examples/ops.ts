// Calls of operations, one that succeeds for every endpoint.

import { generateSync } from 'otplib'
import { LastAudit } from '#domain/ops/items.ts'
import { Account } from '#domain/wallet/items.ts'
import type { ops } from '#functions/ops/contract.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User, type World } from '#test/support/people.ts'
import { accountHolder, campaign, hosted, seated } from '#test/support/prepared.ts'
import { isRecorded } from '#test/support/recorded.ts'
import { bill, paid } from './billing.ts'
import { type Examples, OPERATOR, type Undemanded, type Unmissed } from './example.ts'

export const examples: Examples<typeof ops> = {
  getHealth: async () => ({}),
  getOpenApi: async () => ({}),
  getDocs: async () => ({}),
  getDocsScript: async () => ({ query: { version: '1' } }),
  getConsole: async () => ({}),
  getConsoleScript: async () => ({ query: { version: '1' } }),
  getRoot: async () => ({}),
  getProblem: async () => ({ path: { code: 'insufficient-balance' } }),
  getInvariants: async (world) => ({ as: await world.stranger('OPERATOR') }),
  requestAudit: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: async () =>
      (await world.table.items()).some(({ sk }) => sk === 'REQUEST') &&
      (await isRecorded(world, 'ops.audit.requested', 'audit')),
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
  endUserSession: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { userId, refreshToken } = user
    const [session] = ok(await user.api.users.listSessions({})).items
    const shows = async () => {
      const refused = await world.api.users.refreshTokens({ body: { refreshToken } })
      return refused.code === 'invalid-refresh-token' && (await isRecorded(world, 'ops.session.ended', userId))
    }
    return { as, path: { userId, sessionId: session?.sessionId ?? '' }, body: { reason: 'a lost phone' }, shows }
  },
  listActions: async (world) => ({ as: await world.stranger('OPERATOR') }),
  getOverview: async (world) => ({ as: await world.stranger('OPERATOR') }),
  listJobs: async (world) => ({ as: await world.stranger('OPERATOR') }),
  getLatestAudit: async (world) => ({ as: await world.stranger('OPERATOR') }),
  listStoredItems: async (world) => {
    const { path } = await accountHolder(world)
    const partition = Account.key(path.accountId).pk
    const { pk, sk } = LastAudit.key()
    const violation = { module: 'wallet', rule: 'available', says: 'It adds up.', where: partition }
    const report = { startedAt: world.now(), finishedAt: world.now(), itemCount: 1, unsettled: 0 }
    await world.table.store([{ pk, sk, ...report, violations: [{ ...violation, partitions: [partition] }] }])
    return { ...(await byOperator(world, 'ops.items.read', partition)), query: { partition } }
  },
  findUsers: async (world) => {
    const { userId } = await world.register()
    return { ...(await byOperator(world, 'ops.users.found', userId)), query: { query: userId } }
  },
  inspectUser: async (world) => {
    const { userId } = await world.register()
    return { ...(await byOperator(world, 'ops.user.read', userId)), path: { userId } }
  },
  listUserSeats: async (world) => {
    const { userId, api } = await world.register()
    ok(await api.matches.applyToMatch({ path: (await hosted(world)).path }))
    return { ...(await byOperator(world, 'ops.seats.read', userId)), path: { userId } }
  },
  listUserBillings: async (world) => {
    const user = await world.register()
    await bill(user, { orders: [(await hosted(world, 20_000)).path], gateway: 'TOSS' })
    const { userId } = user
    return { ...(await byOperator(world, 'ops.billings.read', userId)), path: { userId } }
  },
  inspectAccount: async (world) => {
    const { path } = await accountHolder(world)
    return { ...(await byOperator(world, 'ops.account.read', path.accountId)), path }
  },
  listLedger: async (world) => {
    const { path } = await accountHolder(world)
    return { ...(await byOperator(world, 'ops.ledger.read', path.accountId)), path }
  },
  verifyLedger: async (world) => {
    const { path } = await accountHolder(world)
    return { ...(await byOperator(world, 'ops.ledger.verified', path.accountId)), path }
  },
  inspectBilling: async (world) => {
    const { path } = await paid(world)
    return { ...(await byOperator(world, 'ops.billing.read', path.billingId)), path }
  },
  inspectMatch: async (world) => {
    const { path } = await seated(world)
    return { ...(await byOperator(world, 'ops.match.read', path.matchId)), path }
  },
  inspectCampaign: async (world) => ({ as: await world.stranger('OPERATOR'), path: (await campaign(world)).path }),
  cancelMatchFor: async (world) => {
    const { path } = await hosted(world)
    const { as, shows } = await byOperator(world, 'ops.match.cancelled', path.matchId)
    return {
      as,
      path,
      body: { reason: 'the pitch is flooded' },
      shows: async () => {
        const found = await world.api.matches.getMatch({ path })
        return found.ok && found.body.status === 'CANCELLED' && (await shows())
      },
    }
  },
}

/** Sets an authenticator app up. */
const secure = async (world: World, { api }: User) => {
  const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
  const code = generateSync({ secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
  await api.users.confirmTotp({ body: { code } })
}

/** An operator's call, which leaves a record. */
const byOperator = async (world: World, what: string, subject: string) => ({
  as: await world.stranger('OPERATOR'),
  shows: () => isRecorded(world, what, subject),
})

export const undemanded: Undemanded = {
  endUserSession: { 'USER/USER': 'A session that is ended stays so, whatever happens to the user.' },
}

export const unmissed: Unmissed = {
  requestAudit: OPERATOR,
  lockUser: OPERATOR,
  unlockUser: OPERATOR,
  removeTotp: OPERATOR,
  endUserSession: OPERATOR,
  listStoredItems: OPERATOR,
  findUsers: OPERATOR,
  inspectUser: OPERATOR,
  listUserSeats: OPERATOR,
  listUserBillings: OPERATOR,
  inspectAccount: OPERATOR,
  listLedger: OPERATOR,
  verifyLedger: OPERATOR,
  inspectBilling: OPERATOR,
  inspectMatch: OPERATOR,
  cancelMatchFor: OPERATOR,
}
