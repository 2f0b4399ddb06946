// A town in which every two calls that write meet: the same people, account, match, room, campaign and payment.

import { generateSync } from 'otplib'
import { plusDays, seoulDay } from '#domain/chat/days.ts'
import { handler as sweepRooms } from '#functions/chat/sweep-rooms.ts'
import { handler as deliverEvents } from '#functions/events/deliver-events.ts'
import { handler as relayEvents } from '#functions/events/relay-events.ts'
import { handler as makeThumbnail } from '#functions/friends/make-thumbnail.ts'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import { handler as sweepImages } from '#functions/friends/sweep-images.ts'
import { handler as sendMails } from '#functions/mail/send-mails.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { ticket } from '#test/examples/users.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type World } from '#test/support/people.ts'
import { campaignBody, DAY_MS, hosted, matchBody } from '#test/support/prepared.ts'
import { call, knowPasswords, reconcile, runs, sweep } from './acts.ts'
import type { Scenario } from './explore.ts'
import type { Act } from './stage.ts'

const FEE = 20_000
const username = ({ userId }: { userId: string }): string => userId.slice(-20)
const stepwise = (act: Act): Act => ({ ...act, isStepwise: true })

/** Users whose password is known. */
const residents = async (world: World) => {
  const [ann, bob, dee, gil] = [await known(world), await known(world), await known(world), await known(world)]
  await knowPasswords(world)
  return { ann, bob, dee, gil }
}

/** The smallest image there is. */
const PIXEL = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
)
const arrived = (key: string) => ({ detail: { object: { key, size: PIXEL.length } } })

export const town: Scenario = {
  name: 'a town',
  isWide: true,
  acts: async (stage) => {
    const { world } = stage
    const { ann, bob, dee, gil } = await residents(world)
    const operator = await world.stranger('OPERATOR')
    const toBob = { userId: bob.userId }
    const account = async (as: typeof ann, accountNumber: string) => {
      const { accountId } = ok(await as.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber } }))
      ok(await as.api.wallet.deposit({ path: { accountId }, key: 'first', body: { amount: 2 * FEE, information: '' } }))
      return { accountId }
    }
    const [hers, his] = [await account(ann, '111111'), await account(bob, '222222')]
    const match = { matchId: ok(await ann.api.matches.openMatch({ body: matchBody(world, 0, 2) })).matchId }
    const paid = { matchId: ok(await bob.api.matches.openMatch({ body: matchBody(world, FEE, 1) })).matchId }
    const { path: other } = await hosted(world, FEE, 1)
    ok(await bob.api.matches.applyToMatch({ path: match }))
    const awaited = { matchId: ok(await ann.api.matches.openMatch({ body: matchBody(world, 0, 1) })).matchId }
    ok(await bob.api.matches.applyToMatch({ path: awaited }))
    ok(await dee.api.matches.joinWaitingList({ path: awaited }))
    ok(await ann.api.friends.addFriend({ path: toBob }))
    ok(await bob.api.friends.addFriend({ path: { userId: ann.userId } }))
    const cho = await known(world)
    ok(await ann.api.friends.addFriend({ path: { userId: cho.userId } }))
    ok(await ann.api.matches.invite({ path: match, body: { userIds: [cho.userId] } }))
    const [invitation] = ok(await cho.api.matches.listInvitations({})).items
    const invited = { invitationId: String(invitation?.invitationId) }
    const group = { groupId: ok(await ann.api.friends.openGroup({ body: { groupName: 'Futsal' } })).groupId }
    ok(await ann.api.friends.addMember({ path: { ...group, ...toBob } }))
    const room = { chatId: ok(await ann.api.chat.openChatroom({ body: { title: 'Finals' } })).chatId }
    const today = seoulDay(world.now())
    const aim = { subjects: ['Math'], examDate: plusDays(today, 2) }
    ok(await ann.api.chat.createTestPlan({ path: room, body: aim }))
    const deleted = { chatId: ok(await ann.api.chat.openChatroom({ body: { title: 'Old' } })).chatId }
    ok(await ann.api.chat.deleteChatroom({ path: deleted }))
    ok(await ann.api.matches.openCalendar({}))
    const opened = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world, 2) }))
    const campaign = { campaignId: opened.campaignId }
    const { couponId } = ok(await ann.api.coupons.claimCoupon({ path: campaign }))
    const { path: billing } = await bill(ann, { orders: [paid], gateway: 'TOSS' })
    const { redirectUrl } = ok(await ann.api.billing.beginPayment({ path: billing, key: 'pay' }))
    const approved = await decide(redirectUrl, 'approve')
    const signsIn = async () =>
      ok(await world.api.users.createTokens({ body: { username: username(ann), password: PASSWORD } }))
    const [one, two] = [await signsIn(), await signsIn()]
    const body = { username: 'eve', email: 'eve@example.com', password: PASSWORD, firstName: 'Eve', lastName: 'Kim' }
    const email = `${username(ann)}@example.com`
    const tickets = { userId: ann.userId, username: username(ann) }
    const [verification, reset] = [await ticket(world, tickets, 'VERIFY'), await ticket(world, tickets, 'RESET')]
    const [session] = ok(await ann.api.users.listSessions({})).items
    const app = ok(await bob.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    const epoch = Math.floor(Date.parse(world.now()) / 1000)
    const moves = { amount: FEE, information: '' }
    const { payoutId } = ok(await bob.api.wallet.requestPayout({ path: his, key: 'payout', body: moves }))
    const topping = { path: hers, body: { amount: 5000, gateway: 'TOSS' as const } }
    const { topupId, redirectUrl: topupUrl } = ok(await ann.api.billing.beginTopup({ ...topping, key: 'topup' }))
    ok(await world.api.billing.approvePayment(await decide(topupUrl, 'approve')))
    ok(await gil.api.users.deleteMe({ body: { currentPassword: PASSWORD } }))
    const { fields } = ok(await ann.api.friends.requestImageUpload({ path: group, body: { contentType: 'image/png' } }))
    stage.objects.set(fields['key'] ?? '', PIXEL)
    const hooks = { url: 'https://hooks.example.com', types: ['wallet.entry.created' as const] }
    const { endpointId } = ok(await operator.api.events.createEndpoint({ body: hooks }))
    const endpoint = { endpointId }
    const job = { awsRequestId: 'town' }
    await relayEvents({}, job)
    await deliverEvents({}, job)
    // One delivery is due, and one event is in the outbox: with each that is due at the same time, the orders within a job multiply.
    ok(await ann.api.wallet.deposit({ path: hers, key: 'second', body: { ...moves, amount: FEE - 1 } }))
    await relayEvents({}, job)
    ok(await ann.api.wallet.deposit({ path: hers, key: 'third', body: { ...moves, amount: 1 } }))
    const [delivery] = ok(await operator.api.events.listDeliveries({ path: endpoint })).items
    const deliveryId = String(delivery?.deliveryId)
    stage.settles = async () => {
      for (const minutes of [0, 2, 21]) {
        world.passes(minutes * 60_000)
        await reconcile.does('')
        await sweep.does('')
      }
    }
    return {
      'eve registers': call('users.register', { body }),
      'ann signs in': call('users.createTokens', { body: { username: username(ann), password: PASSWORD } }),
      'ann refreshes': call('users.refreshTokens', { body: { refreshToken: one.refreshToken } }),
      'ann signs out': call('users.logout', { body: { refreshToken: one.refreshToken } }),
      'ann changes': call('users.updateMe', {
        as: { ...ann, token: two.accessToken },
        body: { password: 'another password', currentPassword: PASSWORD, firstName: 'Ann' },
      }),
      'ann ends a session': call('users.endSession', { as: ann, path: { sessionId: String(session?.sessionId) } }),
      'ann ends the others': call('users.endOtherSessions', { as: { ...ann, token: one.accessToken } }),
      'ann asks for a link': call('users.requestEmailVerification', { as: ann }),
      'ann verifies': call('users.verifyEmail', { body: { token: verification } }),
      'ann forgot': call('users.requestPasswordReset', { body: { email } }),
      'ann resets': call('users.resetPassword', { body: { token: reset, password: 'another battery' } }),
      'bob begins an app': call('users.beginTotp', { as: bob, body: { currentPassword: PASSWORD } }),
      'bob confirms the app': call('users.confirmTotp', {
        as: bob,
        body: { code: generateSync({ secret: app.secret, epoch }) },
      }),
      'bob removes the app': call('users.removeTotp', {
        as: bob,
        body: { currentPassword: PASSWORD, code: String(app.recoveryCodes[0]) },
      }),
      'dee leaves': call('users.deleteMe', { as: dee, body: { currentPassword: PASSWORD } }),
      'the eraser': stepwise(runs('users.eraseUsers', eraseUsers)),
      'the mailer': stepwise(runs('mail.sendMails', sendMails)),
      'the relay': stepwise(runs('events.relayEvents', relayEvents)),
      'the deliveries': stepwise(runs('events.deliverEvents', deliverEvents)),
      'ann has read': call('events.readNotifications', { as: ann, body: { upTo: 1 } }),
      'an operator adds an endpoint': call('events.createEndpoint', { as: operator, body: hooks }),
      'an operator disables the endpoint': call('events.changeEndpoint', {
        ...{ as: operator, path: endpoint },
        body: { enabled: false },
      }),
      'an operator deletes the endpoint': call('events.deleteEndpoint', { as: operator, path: endpoint }),
      'an operator replaces the secret': call('events.replaceSecret', { as: operator, path: endpoint }),
      'an operator retries': call('events.retryDelivery', { as: operator, path: { ...endpoint, deliveryId } }),
      'an operator locks bob': call('ops.lockUser', { as: operator, path: toBob, body: { reason: 'reported' } }),
      'an operator unlocks bob': call('ops.unlockUser', { as: operator, path: toBob, body: { reason: 'a mistake' } }),
      "an operator removes bob's app": call('ops.removeTotp', { as: operator, path: toBob, body: { reason: 'lost' } }),
      "an operator ends ann's session": call('ops.endUserSession', {
        ...{ as: operator, path: { userId: ann.userId, sessionId: String(session?.sessionId) } },
        body: { reason: 'a lost phone' },
      }),
      "an operator cancels ann's match": stepwise(
        call('ops.cancelMatchFor', { as: operator, path: match, body: { reason: 'the pitch is flooded' } }),
      ),
      'bob cancels his payout': call('wallet.cancelPayout', { as: bob, path: { ...his, payoutId } }),
      'ann wants her money': call('wallet.requestPayout', { as: ann, path: hers, body: moves }),
      'an operator pays bob out': call('wallet.decidePayout', {
        as: operator,
        path: { payoutId },
        body: { resolution: 'PAID', note: 'transferred' },
      }),
      'ann tops up': stepwise(call('billing.beginTopup', { as: ann, ...topping })),
      'ann cancels a top-up': stepwise(call('billing.cancelTopup', { as: ann, path: { topupId } })),
      'eve opens an account': call('wallet.openAccount', {
        as: await known(world),
        body: { bank: 'Hana', accountNumber: '333333' },
      }),
      'ann deposits': call('wallet.deposit', { as: ann, path: hers, body: moves }),
      'ann withdraws': call('wallet.withdraw', { as: ann, path: hers, body: { ...moves, amount: 2 * FEE } }),
      'ann pays bob': call('wallet.transfer', {
        as: ann,
        body: { fromAccountId: hers.accountId, toAccountId: his.accountId, ...moves },
      }),
      'ann hosts': call('matches.openMatch', { as: ann, body: matchBody(world, 0, 2) }),
      'ann postpones': call('matches.changeMatch', {
        as: ann,
        path: match,
        body: { startsAt: world.now(3 * DAY_MS), maxPlayerCount: 1 },
      }),
      'bob cancels his match': stepwise(call('matches.cancelMatch', { as: bob, path: paid })),
      'ann applies': call('matches.applyToMatch', { as: ann, path: match }),
      'bob gives dee his seat': call('matches.withdrawFromMatch', { as: bob, path: awaited }),
      'ann waits': call('matches.joinWaitingList', { as: ann, path: awaited }),
      'dee stops waiting': call('matches.leaveWaitingList', { as: dee, path: awaited }),
      'ann makes room': call('matches.changeMatch', { as: ann, path: awaited, body: { maxPlayerCount: 2 } }),
      'ann invites cho': call('matches.invite', { as: ann, path: awaited, body: { userIds: [cho.userId] } }),
      'cho accepts': call('matches.acceptInvitation', { as: cho, path: invited }),
      'cho declines': call('matches.declineInvitation', { as: cho, path: invited }),
      'cho blocks ann': call('friends.blockUser', { as: cho, path: { userId: ann.userId } }),
      'bob withdraws': call('matches.withdrawFromMatch', { as: bob, path: match }),
      'ann adds bob': call('friends.addFriend', { as: ann, path: toBob }),
      'bob leaves ann': call('friends.endFriendship', { as: bob, path: { userId: ann.userId } }),
      'ann mutes bob': call('friends.changeFriendship', { as: ann, path: toBob, body: { subscribe: false } }),
      'bob blocks ann': call('friends.blockUser', { as: bob, path: { userId: ann.userId } }),
      'bob unblocks ann': call('friends.unblockUser', { as: bob, path: { userId: ann.userId } }),
      'ann opens a group': call('friends.openGroup', { as: ann, body: { groupName: 'Chess' } }),
      'ann renames the group': call('friends.renameGroup', { as: ann, path: group, body: { groupName: 'Chess' } }),
      'ann asks for an upload': call('friends.requestImageUpload', {
        as: ann,
        path: group,
        body: { contentType: 'image/png' },
      }),
      'ann deletes the group': call('friends.deleteGroup', { as: ann, path: group }),
      'ann puts bob in': call('friends.addMember', { as: ann, path: { ...group, ...toBob } }),
      'ann takes bob out': call('friends.removeMember', { as: ann, path: { ...group, ...toBob } }),
      'ann opens a room': call('chat.openChatroom', { as: ann, body: { title: 'Retakes' } }),
      'ann says something': call('chat.postMessage', { as: ann, path: room, body: { text: 'Physics and chemistry' } }),
      'ann makes a plan': call('chat.createTestPlan', { as: ann, path: room, body: {} }),
      'ann changes the plan': call('chat.changeTestPlan', { as: ann, path: room, body: { subjects: ['Art'] } }),
      'ann does a task': call('chat.markTask', {
        as: ann,
        path: { ...room, date: today, index: '0' },
        body: { done: true },
      }),
      'ann deletes the plan': call('chat.deleteTestPlan', { as: ann, path: room }),
      'ann renames the room': call('chat.renameChatroom', { as: ann, path: room, body: { title: 'Retakes' } }),
      'ann deletes the room': call('chat.deleteChatroom', { as: ann, path: room }),
      'ann opens her calendar': call('matches.openCalendar', { as: ann }),
      'ann revokes her calendar': call('matches.revokeCalendar', { as: ann }),
      'a campaign is opened': call('coupons.openCampaign', { as: operator, body: campaignBody(world, 2) }),
      'bob claims': call('coupons.claimCoupon', { as: bob, path: campaign }),
      'ann orders': call('billing.createBilling', {
        as: ann,
        body: { orders: [other], couponId, cashAmount: FEE - 3000 },
      }),
      'an operator asks the gateway': stepwise(call('billing.refreshBillingFor', { as: operator, path: billing })),
      'ann asks the gateway': stepwise(call('billing.refreshBilling', { as: ann, path: billing })),
      'ann begins again': stepwise(call('billing.beginPayment', { as: ann, path: billing })),
      'the browser approves': stepwise(call('billing.approvePayment', approved)),
      'the browser abandons': stepwise(call('billing.abandonPayment', approved)),
      'the browser fails': stepwise(call('billing.failPayment', approved)),
      'the webhook': stepwise(
        call('billing.takeTossWebhook', {
          body: { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId: `${billing.billingId}-1` } },
        }),
      ),
      'ann confirms': stepwise(call('billing.confirmBilling', { as: ann, path: billing })),
      'ann cancels': stepwise(call('billing.cancelBilling', { as: ann, path: billing, body: { reason: 'rain' } })),
      'an operator decides': stepwise(
        call('billing.resolveReview', {
          as: operator,
          path: billing,
          body: { note: 'looked', resolution: 'RELEASE' },
        }),
      ),
      'an operator asks for an audit': call('ops.requestAudit', { as: operator }),
      'the sweeper of seats': sweep,
      'the sweeper of rooms': runs('chat.sweepRooms', sweepRooms),
      'the sweeper of groups': runs('friends.sweepGroups', sweepGroups),
      'the sweeper of images': runs('friends.sweepImages', sweepImages),
      'the worker': runs('friends.makeThumbnail', makeThumbnail, arrived(fields['key'] ?? '')),
      'the reconciler': stepwise(reconcile),
    }
  },
}

const UPLOADS_END_MS = 50 * 60 * 60 * 1000

/** Of two uploads one has arrived, and both are over. */
export const image: Scenario = {
  name: 'an image that was late',
  acts: async (stage) => {
    const { world } = stage
    const ann = await known(world)
    const path = { groupId: ok(await ann.api.friends.openGroup({ body: { groupName: 'Futsal' } })).groupId }
    const asks = async () =>
      ok(await ann.api.friends.requestImageUpload({ path, body: { contentType: 'image/png' } })).fields['key'] ?? ''
    const first = await asks()
    world.passes(60_000)
    const second = await asks()
    for (const key of [first, second]) stage.objects.set(key, PIXEL)
    world.passes(UPLOADS_END_MS)
    const speaks = await world.speaks(ann.userId)
    return {
      'ann asks for an upload': call('friends.requestImageUpload', {
        as: speaks,
        path,
        body: { contentType: 'image/png' },
      }),
      'ann deletes the group': call('friends.deleteGroup', { as: speaks, path }),
      'ann renames the group': call('friends.renameGroup', { as: speaks, path, body: { groupName: 'Chess' } }),
      'the worker hears of the first': runs('friends.makeThumbnail', makeThumbnail, arrived(first)),
      'the worker hears of the second': runs('friends.makeThumbnail', makeThumbnail, arrived(second)),
      'the sweeper of images': runs('friends.sweepImages', sweepImages),
      'the sweeper of groups': runs('friends.sweepGroups', sweepGroups),
      'ann looks': call('friends.getGroup', { as: speaks, path }),
    }
  },
}
