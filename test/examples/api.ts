// For every endpoint one call that succeeds. An endpoint without an example does not compile, and so no generated test forgets it.

import type { billing as billingContract } from '#functions/billing/contract.ts'
import type { chat } from '#functions/chat/contract.ts'
import type { coupons } from '#functions/coupons/contract.ts'
import type { friends as friendsContract } from '#functions/friends/contract.ts'
import type { matches } from '#functions/matches/contract.ts'
import type { ops } from '#functions/ops/contract.ts'
import type { users } from '#functions/users/contract.ts'
import type { wallet } from '#functions/wallet/contract.ts'
import type { AnyContract, Endpoint } from '#kernel/http/contract.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration, type User, type World } from '#test/support/people.ts'
import {
  accountHolder,
  campaign,
  campaignBody,
  chatting,
  DAY_MS,
  hosted,
  matchBody,
  number,
  seated,
} from '#test/support/prepared.ts'
import { billing } from './billing.ts'
import { friends, refusalsOfFriends } from './friends.ts'

export interface Prepared {
  /** Who calls; absent: nobody. */
  readonly as?: User
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export type Example = (world: World) => Promise<Prepared>
export type Examples<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? (C[N]['route'] extends '$default' ? never : N) : never]: Example
}

export const examples: {
  users: Examples<typeof users>
  wallet: Examples<typeof wallet>
  matches: Examples<typeof matches>
  friends: Examples<typeof friendsContract>
  chat: Examples<typeof chat>
  coupons: Examples<typeof coupons>
  billing: Examples<typeof billingContract>
  ops: Examples<typeof ops>
} = {
  users: {
    register: async () => ({ body: registration(`example_${number()}`) }),
    createTokens: async (world) => {
      const { username } = await world.register()
      return { body: { username, password: PASSWORD } }
    },
    refreshTokens: async (world) => ({ body: { refreshToken: (await world.register()).refreshToken } }),
    logout: async (world) => ({ body: { refreshToken: (await world.register()).refreshToken } }),
    getMe: async (world) => ({ as: await world.register() }),
    updateMe: async (world) => ({ as: await world.register(), body: { firstName: 'Sora' } }),
    getUser: async (world) => ({ as: await world.stranger(), path: { userId: (await world.register()).userId } }),
  },
  wallet: {
    openAccount: async (world) => ({
      as: await world.stranger(),
      body: { bank: 'Kookmin', accountNumber: `123-${100_000 + number()}` },
    }),
    listAccounts: async (world) => ({ as: (await accountHolder(world)).as }),
    getAccount: (world) => accountHolder(world),
    deposit: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5, information: 'lunch' } }),
    withdraw: async (world) => ({ ...(await accountHolder(world)), body: { amount: 5, information: 'lunch' } }),
    transfer: async (world) => {
      const [from, to] = [await accountHolder(world), await accountHolder(world)]
      const ends = { fromAccountId: from.path.accountId, toAccountId: to.path.accountId }
      return { as: from.as, body: { ...ends, amount: 5, information: 'lunch' } }
    },
    listTransactions: (world) => accountHolder(world),
    getTransaction: async (world) => {
      const { as, path } = await accountHolder(world)
      return { as, path: { ...path, seq: '1' } }
    },
    getStatement: (world) => accountHolder(world),
  },
  matches: {
    openMatch: async (world) => ({ as: await world.stranger(), body: matchBody(world) }),
    listMatches: async (world) => {
      await hosted(world)
      return {}
    },
    getMatch: async (world) => ({ path: (await hosted(world)).path }),
    changeMatch: async (world) => ({ ...(await hosted(world)), body: { title: 'Basketball' } }),
    cancelMatch: (world) => hosted(world),
    applyToMatch: async (world) => ({ as: await world.stranger(), path: (await hosted(world)).path }),
    withdrawFromMatch: seated,
    listApplications: seated,
    listMyApplications: async (world) => ({ as: (await seated(world)).as }),
  },
  friends,
  chat: {
    openChatroom: async (world) => ({ as: await world.stranger(), body: { title: 'Finals' } }),
    listChatrooms: async (world) => ({ as: (await chatting(world, true)).as }),
    getChatroom: (world) => chatting(world, true),
    postMessage: async (world) => ({
      ...(await chatting(world)),
      body: { text: 'The math exam is in 3 days, make the plan now' },
    }),
    listMessages: async (world) => {
      const { as, path } = await chatting(world)
      ok(await as.api.chat.postMessage({ path, body: { text: 'Hello' } }))
      return { as, path }
    },
    createTestPlan: async (world) => ({
      ...(await chatting(world)),
      body: { title: 'Math', examDate: world.now(7 * DAY_MS).slice(0, 10) },
    }),
    getTestPlan: (world) => chatting(world, true),
    deleteTestPlan: (world) => chatting(world, true),
    listTestPlans: (world) => chatting(world, true),
  },
  coupons: {
    openCampaign: async (world) => ({ as: await world.stranger('OPERATOR'), body: campaignBody(world) }),
    claimCoupon: (world) => campaign(world),
    listCoupons: async (world) => {
      const { as, path } = await campaign(world)
      ok(await as.api.coupons.claimCoupon({ path }))
      return { as }
    },
  },
  billing,
  ops: {
    getHealth: async () => ({}),
    getOpenApi: async () => ({}),
    getDocs: async () => ({}),
    getDocsScript: async () => ({ query: { version: '1' } }),
    getInvariants: async (world) => ({ as: await world.stranger('OPERATOR') }),
    requestAudit: async (world) => ({ as: await world.stranger('OPERATOR') }),
  },
}

/** A call that a rule refuses, for endpoints whose refusals are worth a row: what is refused must be cheap. */
export const refusals: Readonly<Record<string, Example>> = {
  'users.register': async (world) => {
    const { username } = await world.register()
    return { body: { ...registration(username), email: `${username}@elsewhere.example` } }
  },
  'users.createTokens': async (world) => ({ body: { username: (await world.register()).username, password: 'wrong' } }),
  'users.refreshTokens': async () => ({ body: { refreshToken: 'nonsense' } }),
  'wallet.openAccount': async (world) => {
    const { as } = await accountHolder(world)
    return { as, body: { bank: 'Kookmin', accountNumber: String(100_000 + number()) } }
  },
  'wallet.getAccount': async (world) => ({ ...(await accountHolder(world)), as: await world.stranger() }),
  'wallet.deposit': async (world) => ({
    ...(await accountHolder(world)),
    as: await world.stranger(),
    body: { amount: 5, information: 'lunch' },
  }),
  'wallet.withdraw': async (world) => ({ ...(await accountHolder(world)), body: { amount: 5000, information: 'car' } }),
  'wallet.transfer': async (world) => {
    const [from, to] = [await accountHolder(world), await accountHolder(world)]
    const ends = { fromAccountId: from.path.accountId, toAccountId: to.path.accountId }
    return { as: from.as, body: { ...ends, amount: 5000, information: 'car' } }
  },
  'chat.postMessage': async (world) => ({
    ...(await chatting(world)),
    as: await world.stranger(),
    body: { text: 'Hello' },
  }),
  'chat.createTestPlan': async (world) => ({ ...(await chatting(world, true)), body: {} }),
  'chat.deleteTestPlan': (world) => chatting(world),
  'matches.changeMatch': async (world) => ({ ...(await seated(world)), body: { title: 'Mine' } }),
  'matches.cancelMatch': (world) => seated(world),
  'matches.applyToMatch': async (world) => {
    const { path } = await hosted(world, 0, 1)
    ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
    return { as: await world.stranger(), path }
  },
  'matches.withdrawFromMatch': async (world) => ({ as: await world.stranger(), path: (await hosted(world)).path }),
  'coupons.claimCoupon': async (world) => {
    const { as, path } = await campaign(world, 1)
    ok(await as.api.coupons.claimCoupon({ path }))
    return { as: await world.stranger(), path }
  },
  ...refusalsOfFriends,
}
