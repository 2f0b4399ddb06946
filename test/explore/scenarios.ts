// The scenarios of the pair explorer: small worlds, with the acts of users and jobs.

import { seoulDay } from '#domain/chat/days.ts'
import { HOLD_MS } from '#domain/matches/items.ts'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import { bill, decide, paid, paying } from '#test/examples/billing.ts'
import { befriended } from '#test/examples/friends.ts'
import { invited as invitedTo } from '#test/examples/matches.ts'
import { ticket } from '#test/examples/users.ts'
import { acquaint, known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User, type World } from '#test/support/people.ts'
import { accountHolder, campaignBody, chatting, DAY_MS, hosted } from '#test/support/prepared.ts'
import { call, knowPasswords, reconcile, runs, sweep } from './acts.ts'
import type { Scenario } from './explore.ts'
import type { Act } from './stage.ts'
import { image, town } from './town.ts'

const FEE = 20_000

const people = async (world: World, count: number): Promise<User[]> => {
  const made: User[] = []
  while (made.length < count) made.push(await known(world))
  return made
}

const oneSeat: Scenario = {
  name: 'one seat',
  acts: async ({ world }) => {
    const { as: host, path } = await hosted(world, 0, 1)
    const [ann, bob, cho] = (await people(world, 3)) as [User, User, User]
    ok(await ann.api.matches.applyToMatch({ path }))
    return {
      'ann applies': call('matches.applyToMatch', { as: ann, path }),
      'bob applies': call('matches.applyToMatch', { as: bob, path }),
      'cho applies': call('matches.applyToMatch', { as: cho, path }),
      'ann withdraws': call('matches.withdrawFromMatch', { as: ann, path }),
      'bob withdraws': call('matches.withdrawFromMatch', { as: bob, path }),
      'the host cancels': call('matches.cancelMatch', { as: host, path }),
      'the host makes room': call('matches.changeMatch', { as: host, path, body: { maxPlayerCount: 2 } }),
      'the host postpones': call('matches.changeMatch', { as: host, path, body: { startsAt: world.now(3 * DAY_MS) } }),
      'bob changes': call('matches.changeMatch', { as: bob, path, body: { title: 'Mine' } }),
      'a look': call('matches.getMatch', { path }),
      'ann lists': call('matches.listApplications', { as: ann, path }),
      'bob lists': call('matches.listApplications', { as: bob, path }),
      'ann lists hers': call('matches.listMyApplications', { as: ann }),
      'all matches': call('matches.listMatches', {}),
      'the sweeper': sweep,
    }
  },
}

const lapsedHold: Scenario = {
  name: 'a lapsed hold',
  tidies: 'the sweeper',
  acts: async (stage) => {
    const { world } = stage
    const { as: host, path } = await hosted(world, FEE, 1)
    const { as: ann } = await accountHolder(world, FEE)
    const { as: bob } = await accountHolder(world, FEE)
    ok(await ann.api.matches.applyToMatch({ path }))
    world.passes(HOLD_MS + 1000)
    stage.settles = sweepsOnce
    const order = { orders: [path], cashAmount: FEE }
    return {
      'ann applies': call('matches.applyToMatch', { as: ann, path }),
      'bob applies': call('matches.applyToMatch', { as: bob, path }),
      'ann withdraws': call('matches.withdrawFromMatch', { as: ann, path }),
      'ann orders': call('billing.createBilling', { as: ann, body: order }),
      'bob orders': call('billing.createBilling', { as: bob, body: order }),
      'the host cancels': call('matches.cancelMatch', { as: host, path }),
      'the host makes room': call('matches.changeMatch', { as: host, path, body: { maxPlayerCount: 2 } }),
      'a look': call('matches.getMatch', { path }),
      'bob lists': call('matches.listApplications', { as: bob, path }),
      'ann lists hers': call('matches.listMyApplications', { as: ann }),
      'the sweeper': sweep,
    }
  },
}
/** One waits for the only seat, which another has; a second one may wait as well. */
const waitingList: Scenario = {
  name: 'a waiting list',
  acts: async ({ world }) => {
    const { as: host, path } = await hosted(world, 0, 1)
    const [ann, bob, cho] = (await people(world, 3)) as [User, User, User]
    ok(await ann.api.matches.applyToMatch({ path }))
    ok(await bob.api.matches.joinWaitingList({ path }))
    return {
      'ann withdraws': call('matches.withdrawFromMatch', { as: ann, path }),
      'bob stops waiting': call('matches.leaveWaitingList', { as: bob, path }),
      'bob withdraws': call('matches.withdrawFromMatch', { as: bob, path }),
      'cho waits': call('matches.joinWaitingList', { as: cho, path }),
      'cho applies': call('matches.applyToMatch', { as: cho, path }),
      'the host makes room': call('matches.changeMatch', { as: host, path, body: { maxPlayerCount: 2 } }),
      'the host cancels': call('matches.cancelMatch', { as: host, path }),
      'the host lists who waits': call('matches.listWaiting', { as: host, path }),
      'bob looks at his place': call('matches.listWaiting', { as: bob, path }),
      'a look': call('matches.getMatch', { path }),
      'the sweeper': sweep,
    }
  },
}

const invitation: Scenario = {
  name: 'an invitation',
  acts: async ({ world }) => {
    const { host, as: bob, match: path, path: invited } = await invitedTo(world)
    ok(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 1 } }))
    const cho = await known(world)
    ok(await host.api.friends.addFriend({ path: { userId: cho.userId } }))
    const toBob = { userId: bob.userId }
    const toHost = { userId: host.userId }
    return {
      'bob accepts': call('matches.acceptInvitation', { as: bob, path: invited }),
      'bob declines': call('matches.declineInvitation', { as: bob, path: invited }),
      'bob applies': call('matches.applyToMatch', { as: bob, path }),
      'bob blocks the host': call('friends.blockUser', { as: bob, path: toHost }),
      'bob lists': call('matches.listInvitations', { as: bob }),
      'cho applies': call('matches.applyToMatch', { as: cho, path }),
      'cho blocks the host': call('friends.blockUser', { as: cho, path: toHost }),
      'the host invites cho': call('matches.invite', { as: host, path, body: { userIds: [cho.userId] } }),
      'the host mutes cho': call('friends.changeFriendship', {
        as: host,
        path: { userId: cho.userId },
        body: { dispatch: false },
      }),
      'the host blocks bob': call('friends.blockUser', { as: host, path: toBob }),
      'the host cancels': call('matches.cancelMatch', { as: host, path }),
      'cho lists': call('matches.listInvitations', { as: cho }),
      'a look': call('matches.getMatch', { path }),
    }
  },
}
const sweepsOnce = () => sweep.does('')

const account: Scenario = {
  name: 'an account',
  acts: async ({ world }) => {
    const { as: ann, path } = await accountHolder(world, 100)
    const { as: bob, path: other } = await accountHolder(world, 0)
    const [cho, dan] = (await people(world, 2)) as [User, User]
    const { path: match } = await hosted(world, 100, 1)
    const pays = (as: User, from: string, to: string, amount: number) =>
      call('wallet.transfer', { as, body: { fromAccountId: from, toAccountId: to, amount, information: '' } })
    const moves = (as: User, what: 'deposit' | 'withdraw', amount: number) =>
      call(`wallet.${what}`, { as, path, body: { amount, information: '' } })
    const opens = (as: User, accountNumber: string) =>
      call('wallet.openAccount', { as, body: { bank: 'Kookmin', accountNumber } })
    return {
      'ann deposits': moves(ann, 'deposit', 50),
      'ann withdraws all': moves(ann, 'withdraw', 100),
      'ann withdraws more': moves(ann, 'withdraw', 120),
      'bob withdraws hers': moves(bob, 'withdraw', 1),
      'ann pays bob': pays(ann, path.accountId, other.accountId, 70),
      'bob pays ann': pays(bob, other.accountId, path.accountId, 60),
      'ann orders': call('billing.createBilling', { as: ann, body: { orders: [match], cashAmount: 100 } }),
      'bob orders': call('billing.createBilling', { as: bob, body: { orders: [match], cashAmount: 100 } }),
      'ann opens another': opens(ann, '7777777'),
      'cho opens one': opens(cho, '9999999'),
      'dan opens the same': opens(dan, '9999999'),
      'cho opens another': opens(cho, '8888888'),
      'cho lists': call('wallet.listAccounts', { as: cho }),
      'ann looks': call('wallet.getAccount', { as: ann, path }),
      'ann lists': call('wallet.listTransactions', { as: ann, path }),
      'ann asks for the second': call('wallet.getTransaction', { as: ann, path: { ...path, seq: '2' } }),
      'ann takes a statement': call('wallet.getStatement', { as: ann, path }),
    }
  },
}

/** Two operators, and a user whose session ends or who is locked out while money moves. */
const authority: Scenario = {
  name: 'authority',
  acts: async ({ world }) => {
    const [one, two] = [await world.stranger('OPERATOR'), await world.stranger('OPERATOR')]
    const { as: ann, path } = await accountHolder(world, 100)
    const { path: other } = await accountHolder(world, 0)
    await acquaint(world, ann)
    await knowPasswords(world)
    const username = ann.userId.slice(-20)
    const signIn = async () => ok(await world.api.users.createTokens({ body: { username, password: PASSWORD } }))
    const [here, there] = [await signIn(), await signIn()]
    const [annHere, annThere] = [here, there].map(({ accessToken: token }) => ({ ...ann, token })) as [User, User]
    const movement = { amount: 60, information: '' }
    const { payoutId } = ok(
      await ann.api.wallet.requestPayout({ path, key: 'payout', body: { ...movement, amount: 40 } }),
    )
    const moves = { fromAccountId: path.accountId, toAccountId: other.accountId, ...movement }
    const locks = (as: User, { userId }: User) =>
      call('ops.lockUser', { as, path: { userId }, body: { reason: 'reported' } })
    const pays = (as: User) =>
      call('wallet.decidePayout', { as, path: { payoutId }, body: { resolution: 'PAID', note: 'transferred' } })
    const token = await ticket(world, { userId: ann.userId, username }, 'RESET')
    return {
      'one locks two': locks(one, two),
      'two locks one': locks(two, one),
      'one locks ann': locks(one, ann),
      'one pays ann out': pays(one),
      'two pays ann out': pays(two),
      'ann cancels the payout': call('wallet.cancelPayout', { as: annHere, path: { ...path, payoutId } }),
      'ann moves money': call('wallet.transfer', { as: annHere, body: moves }),
      'ann moves money elsewhere': call('wallet.transfer', { as: annThere, body: moves }),
      'ann ends the others': call('users.endOtherSessions', { as: annHere }),
      'ann resets': call('users.resetPassword', { body: { token, password: 'another battery' } }),
      'two reads payouts': call('wallet.listPendingPayouts', { as: two }),
    }
  },
}

const ASKS = { text: 'The math exam is in 3 days, make the plan now' }

/** A room, with a plan or without. */
/** A match whose start was moved after Bob took a seat. */
const movedMatch: Scenario = {
  name: 'a moved match',
  acts: async (stage) => {
    const { world } = stage
    const { as: ann, path } = await hosted(world, 0, 3)
    const [bob, cho] = (await people(world, 2)) as [User, User]
    ok(await bob.api.matches.applyToMatch({ path }))
    ok(await ann.api.matches.changeMatch({ path, body: { startsAt: world.now(3 * DAY_MS) } }))
    stage.settles = sweepsOnce
    return {
      'ann moves it again': call('matches.changeMatch', {
        ...{ as: ann, path, body: { startsAt: world.now(5 * DAY_MS) } },
      }),
      'ann cancels it': call('matches.cancelMatch', { as: ann, path }),
      'bob withdraws': call('matches.withdrawFromMatch', { as: bob, path }),
      'cho applies': call('matches.applyToMatch', { as: cho, path }),
      'bob lists': call('matches.listMyMatches', { as: bob, query: { role: 'player' } }),
      'ann lists': call('matches.listMyMatches', { as: ann }),
      'the sweeper': sweep,
    }
  },
}

const room = (name: string, plan: readonly object[]): Scenario => ({
  name,
  acts: async ({ world }) => {
    const { as: ann, path } = await chatting(world, plan.length > 0)
    const bob = await world.stranger()
    ok(await ann.api.chat.postMessage({ path, body: { text: 'Physics and chemistry' } }))
    const examDate = world.now(7 * DAY_MS).slice(0, 10)
    const task = { date: seoulDay(world.now()), index: '0' }
    return {
      'ann says something': call('chat.postMessage', { as: ann, path, body: { text: 'Hello' } }),
      'ann asks for a plan': call('chat.postMessage', { as: ann, path, body: ASKS }),
      'bob says something': call('chat.postMessage', { as: bob, path, body: ASKS }),
      'ann makes a plan': call('chat.createTestPlan', { as: ann, path, body: { title: 'Math', examDate } }),
      'bob makes a plan': call('chat.createTestPlan', { as: bob, path, body: {} }),
      'ann changes the plan': call('chat.changeTestPlan', { as: ann, path, body: { subjects: ['Art'], examDate } }),
      'ann does a task': call('chat.markTask', { as: ann, path: { ...path, ...task }, body: { done: true } }),
      'ann renames the room': call('chat.renameChatroom', { as: ann, path, body: { title: 'Retakes' } }),
      'ann deletes the room': call('chat.deleteChatroom', { as: ann, path }),
      'ann deletes the plan': call('chat.deleteTestPlan', { as: ann, path }),
      'ann looks at the plan': call('chat.getTestPlan', { as: ann, path }),
      'ann looks': call('chat.getChatroom', { as: ann, path }),
      'ann lists rooms': call('chat.listChatrooms', { as: ann }),
      'ann lists messages': call('chat.listMessages', { as: ann, path }),
      'ann lists plans': call('chat.listTestPlans', { as: ann, path }),
    }
  },
})

const friendships: Scenario = {
  name: 'friends',
  acts: async ({ world }) => {
    const { as: ann, friend: bob, path: toBob } = await befriended(world)
    const toAnn = { userId: ann.userId }
    const cho = await known(world)
    const toCho = { userId: cho.userId }
    ok(await bob.api.friends.addFriend({ path: toAnn }))
    ok(await cho.api.friends.blockUser({ path: toAnn }))
    const { groupId } = ok(await ann.api.friends.openGroup({ body: { groupName: 'Futsal' } }))
    const member = { groupId, ...toBob }
    ok(await ann.api.friends.addMember({ path: member }))
    return {
      'ann adds bob': call('friends.addFriend', { as: ann, path: toBob }),
      'ann adds cho': call('friends.addFriend', { as: ann, path: toCho }),
      'bob adds ann': call('friends.addFriend', { as: bob, path: toAnn }),
      'ann leaves bob': call('friends.endFriendship', { as: ann, path: toBob }),
      'bob leaves ann': call('friends.endFriendship', { as: bob, path: toAnn }),
      'ann mutes bob': call('friends.changeFriendship', { as: ann, path: toBob, body: { subscribe: false } }),
      'ann blocks bob': call('friends.blockUser', { as: ann, path: toBob }),
      'bob blocks ann': call('friends.blockUser', { as: bob, path: toAnn }),
      'ann unblocks bob': call('friends.unblockUser', { as: ann, path: toBob }),
      'cho unblocks ann': call('friends.unblockUser', { as: cho, path: toAnn }),
      'ann puts bob in': call('friends.addMember', { as: ann, path: member }),
      'ann takes bob out': call('friends.removeMember', { as: ann, path: member }),
      'ann lists friends': call('friends.listFriends', { as: ann }),
      'ann lists members': call('friends.listMembers', { as: ann, path: { groupId } }),
    }
  },
}

const groups: Scenario = {
  name: 'groups',
  acts: async ({ world }) => {
    const { as: ann, path: toBob } = await befriended(world)
    const cho = await known(world)
    const toCho = { userId: cho.userId }
    ok(await ann.api.friends.addFriend({ path: toCho }))
    const futsal = ok(await ann.api.friends.openGroup({ body: { groupName: 'Futsal' } })).groupId
    const tennis = ok(await ann.api.friends.openGroup({ body: { groupName: 'Tennis' } })).groupId
    ok(await ann.api.friends.addMember({ path: { groupId: futsal, ...toBob } }))
    const path = { groupId: futsal }
    return {
      'ann opens Chess': call('friends.openGroup', { as: ann, body: { groupName: 'Chess' } }),
      'ann opens Futsal': call('friends.openGroup', { as: ann, body: { groupName: 'Futsal' } }),
      'ann renames Futsal': call('friends.renameGroup', { as: ann, path, body: { groupName: 'Chess' } }),
      'ann renames Tennis': call('friends.renameGroup', {
        ...{ as: ann, path: { groupId: tennis }, body: { groupName: 'Futsal' } },
      }),
      'ann deletes Futsal': call('friends.deleteGroup', { as: ann, path }),
      'ann puts cho into Futsal': call('friends.addMember', { as: ann, path: { ...path, ...toCho } }),
      'ann puts bob into Tennis': call('friends.addMember', { as: ann, path: { groupId: tennis, ...toBob } }),
      'ann takes bob out of Futsal': call('friends.removeMember', { as: ann, path: { ...path, ...toBob } }),
      'ann leaves bob': call('friends.endFriendship', { as: ann, path: toBob }),
      'ann asks for an upload': call('friends.requestImageUpload', {
        ...{ as: ann, path, body: { contentType: 'image/png' } },
      }),
      'ann looks at Futsal': call('friends.getGroup', { as: ann, path }),
      'ann lists groups': call('friends.listGroups', { as: ann }),
      'ann lists members': call('friends.listMembers', { as: ann, path }),
      'the sweeper': runs('friends.sweepGroups', sweepGroups),
    }
  },
}

const lastCoupon: Scenario = {
  name: 'the last coupon',
  acts: async ({ world }) => {
    const operator = await world.stranger('OPERATOR')
    const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world, 2) }))
    const path = { campaignId: campaign.campaignId }
    const { as: ann } = await accountHolder(world, FEE)
    const [bob, cho] = (await people(world, 2)) as [User, User]
    const { couponId } = ok(await ann.api.coupons.claimCoupon({ path }))
    const [{ path: match }, { path: another }] = [await hosted(world, FEE), await hosted(world, FEE)]
    const order = (matchId: { matchId: string }) =>
      call('billing.createBilling', { as: ann, body: { orders: [matchId], couponId, gateway: 'TOSS' } })
    return {
      'ann claims': call('coupons.claimCoupon', { as: ann, path }),
      'bob claims': call('coupons.claimCoupon', { as: bob, path }),
      'cho claims': call('coupons.claimCoupon', { as: cho, path }),
      'ann orders': order(match),
      'ann orders another': order(another),
      'ann lists': call('coupons.listCoupons', { as: ann }),
      'bob lists': call('coupons.listCoupons', { as: bob }),
    }
  },
}

/** A billing that cash covers, confirmed or not. */
const cash = (name: string, confirmed: readonly true[]): Scenario => ({
  name,
  acts: async (stage) => {
    const { world } = stage
    const { as: ann, path: holder } = await accountHolder(world, FEE + 500)
    const { as: host, path: match } = await hosted(world, FEE, 1)
    const { as: bob } = await accountHolder(world, FEE)
    const { path } = await bill(ann, { orders: [match], cashAmount: FEE })
    for (const _ of confirmed) ok(await ann.api.billing.confirmBilling({ path, key: 'confirmed' }))
    stage.settles = async () => {
      await reconcile.does('')
      await sweep.does('')
    }
    const order = { orders: [match], cashAmount: FEE }
    return {
      'ann confirms': call('billing.confirmBilling', { as: ann, path }),
      'ann cancels': call('billing.cancelBilling', { as: ann, path, body: { reason: 'rain' } }),
      'bob cancels hers': call('billing.cancelBilling', { as: bob, path, body: { reason: 'envy' } }),
      'ann orders again': call('billing.createBilling', { as: ann, body: order }),
      'bob orders': call('billing.createBilling', { as: bob, body: order }),
      'bob applies': call('matches.applyToMatch', { as: bob, path: match }),
      'ann withdraws': call('matches.withdrawFromMatch', { as: ann, path: match }),
      'ann withdraws cash': call('wallet.withdraw', { as: ann, path: holder, body: { amount: 1000, information: '' } }),
      'the host cancels': call('matches.cancelMatch', { as: host, path: match }),
      'the host postpones': call('matches.changeMatch', {
        ...{ as: host, path: match, body: { startsAt: world.now(9 * DAY_MS) } },
      }),
      'ann looks': call('billing.getBilling', { as: ann, path }),
      'bob looks at hers': call('billing.getBilling', { as: bob, path }),
      'ann lists': call('billing.listBillings', { as: ann }),
    }
  },
})

/** Ann with a payment in progress, or made. */
const payment = (
  name: string,
  begun: (world: World) => ReturnType<typeof paying> | ReturnType<typeof paid>,
): Scenario => ({
  name,
  isStepwise: true,
  acts: async (stage) => {
    const { world } = stage
    const { as: ann, path, item, ...started } = await begun(world)
    const operator = await world.stranger('OPERATOR')
    const [{ matchId } = { matchId: '' }] = item.orders
    const match = ok(await world.api.matches.getMatch({ path: { matchId } }))
    const host = await world.speaks(match.hostId)
    const acts: Record<string, Act> = {
      'ann cancels': call('billing.cancelBilling', { as: ann, path, body: { reason: 'rain' } }),
      'ann begins again': call('billing.beginPayment', { as: ann, path }),
      'the webhook': call('billing.takeTossWebhook', {
        body: { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId: `${path.billingId}-1` } },
      }),
      'the host cancels': call('matches.cancelMatch', { as: host, path: { matchId } }),
      'the reconciler': reconcile,
      'the sweeper': sweep,
      'ann withdraws': call('matches.withdrawFromMatch', { as: ann, path: { matchId } }),
      'ann looks': call('billing.getBilling', { as: ann, path }),
      'an operator releases': call('billing.resolveReview', {
        ...{ as: operator, path, body: { note: 'looked', resolution: 'RELEASE' } },
      }),
    }
    if ('redirectUrl' in started) {
      const approved = await decide(started.redirectUrl, 'approve')
      acts['the browser approves'] = call('billing.approvePayment', approved)
      acts['the browser abandons'] = call('billing.abandonPayment', approved)
    }
    stage.settles = async () => {
      for (const minutes of [0, 2, 21]) {
        world.passes(minutes * 60_000)
        await reconcile.does('')
        await sweep.does('')
      }
    }
    return acts
  },
})

const session: Scenario = {
  name: 'a session',
  acts: async ({ world }) => {
    const [ann, bob] = [await known(world), await known(world)]
    await knowPasswords(world)
    const username = ann.userId.slice(-20)
    const signsIn = async () => ok(await world.api.users.createTokens({ body: { username, password: PASSWORD } }))
    const [{ refreshToken: spent }, other] = [await signsIn(), await signsIn()]
    const { refreshToken: lost } = ok(await world.api.users.refreshTokens({ body: { refreshToken: spent } }))
    const { refreshToken: current } = ok(await world.api.users.refreshTokens({ body: { refreshToken: lost } }))
    const as = { userId: ann.userId, token: other.accessToken, api: ann.api }
    const refresh = (refreshToken: string) => call('users.refreshTokens', { body: { refreshToken } })
    const body = { username: 'eve', email: 'eve@example.com', password: PASSWORD, firstName: 'Eve', lastName: 'Kim' }
    return {
      'the current token': refresh(current),
      'the lost token': refresh(lost),
      'the spent token': refresh(spent),
      'the other session': refresh(other.refreshToken),
      'ann logs out': call('users.logout', { body: { refreshToken: current } }),
      'ann signs in': call('users.createTokens', { body: { username, password: PASSWORD } }),
      'ann mistypes': call('users.createTokens', { body: { username, password: 'wrong' } }),
      'ann changes her name': call('users.updateMe', { as, body: { firstName: 'Ann' } }),
      'ann takes an email': call('users.updateMe', {
        ...{ as, body: { email: 'eve@example.com', currentPassword: PASSWORD } },
      }),
      'bob takes it, too': call('users.updateMe', {
        ...{ as: bob, body: { email: 'eve@example.com', currentPassword: PASSWORD } },
      }),
      'ann changes her password': call('users.updateMe', {
        ...{ as, body: { password: 'another password', currentPassword: PASSWORD } },
      }),
      'eve registers': call('users.register', { body }),
      'another eve registers': call('users.register', { body: { ...body, email: 'eve@elsewhere.example' } }),
      'ann looks': call('users.getMe', { as }),
      'bob looks at ann': call('users.getUser', { as: bob, path: { userId: ann.userId } }),
    }
  },
}

export const scenarios: readonly Scenario[] = [
  town,
  image,
  oneSeat,
  lapsedHold,
  waitingList,
  invitation,
  account,
  room('a room', []),
  room('a room with a plan', [{}]),
  movedMatch,
  friendships,
  groups,
  lastCoupon,
  cash('a billing in cash', []),
  cash('a billing paid in cash', [true]),
  session,
  authority,
  payment('a payment under way', (world) => paying(world, 'TOSS')),
  payment('a payment at KakaoPay', (world) => paying(world, 'KAKAOPAY')),
  payment('a payment that was made', (world) => paid(world, 'TOSS')),
]
