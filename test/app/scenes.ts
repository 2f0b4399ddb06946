// What people do with the app, scene by scene. Each scene leaves the people as the next ones find them.

import { generateSync } from 'otplib'
import { expect } from 'vitest'
import { hookOf } from '#test/support/hooks.ts'
import { ok } from '#test/support/ok.ts'
import { DAY_MS } from '#test/support/prepared.ts'
import { aMinute, arrives, type Person, paysInBrowser, phoneIn, promote, type Town } from './town.ts'

/** The people of the story. */
export interface Cast {
  readonly mina: Person
  readonly jun: Person
  readonly operator: Person
}

/** The first of a list that must have one. */
const first = <T>({ items: [item] }: { items: readonly T[] }): T => {
  if (item === undefined) throw new Error('the list is empty')
  return item
}

export const people = async (town: Town): Promise<Cast> => {
  const { mails } = town
  const [mina, jun, operator] = [
    await arrives(town, 'mina', 'Mina'),
    await arrives(town, 'jun', 'Jun'),
    await arrives(town, 'sun', 'Sun'),
  ]
  const { users } = mina.phone.api
  ok(await users.requestEmailVerification({}))
  ok(await users.verifyEmail({ body: { token: await mails.token(mina.email) } }))
  expect(ok(await users.getMe({})).emailVerifiedAt).not.toBeNull()
  expect(ok(await users.updateMe({ body: { displayName: '미나' } })).displayName).toBe('미나')
  const tablet = phoneIn(town)
  await tablet.signsIn(mina.username, mina.password)
  const others = ok(await users.listSessions({})).items.filter(({ current }) => !current)
  ok(await users.endSession({ path: { sessionId: String(others[0]?.sessionId) } }))
  await tablet.signsIn(mina.username, mina.password)
  ok(await users.endOtherSessions({}))
  expect(ok(await users.listSessions({})).items).toHaveLength(1)
  // Mina forgets her password.
  ok(await users.requestPasswordReset({ body: { email: mina.email } }))
  mina.password = 'battery staple horse'
  const token = await mails.token(mina.email)
  ok(await users.resetPassword({ body: { token, password: mina.password } }))
  await mina.phone.signsIn(mina.username, mina.password)
  await promote(town, operator)
  return { mina, jun, operator }
}

export const secondFactor = async ({ world }: Town, { jun }: Cast): Promise<void> => {
  const { users } = jun.phone.api
  const app = ok(await users.beginTotp({ body: { currentPassword: jun.password } }))
  const code = () => generateSync({ secret: app.secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
  ok(await users.confirmTotp({ body: { code: code() } }))
  world.passes(30_000)
  await jun.phone.signsIn(jun.username, jun.password, { code: code() })
  const recovery = String(app.recoveryCodes[0])
  ok(await users.removeTotp({ body: { currentPassword: jun.password, code: recovery } }))
  await jun.phone.signsIn(jun.username, jun.password)
  // An access token runs out, and the session renews it.
  world.passes(16 * 60_000)
  expect(ok(await users.getMe({})).username).toBe('jun')
  const old = ok(await users.createTokens({ body: { username: jun.username, password: jun.password } }))
  await jun.phone.signsOut(old)
  await jun.phone.signsIn(jun.username, jun.password)
}

export const friends = async (_: Town, { mina, jun }: Cast): Promise<void> => {
  const [hers, his] = [mina.phone.api, jun.phone.api]
  // Mina finds Jun by the beginning of his name, and he finds her among those who have added him.
  const found = first(ok(await hers.users.listUsers({ query: { username: 'ju' } })))
  ok(await hers.friends.addFriend({ path: { userId: found.userId } }))
  const fan = first(ok(await his.friends.listFriends({ query: { relation: 'INCOMING' } })))
  expect(fan.user).toEqual({ userId: fan.userId, username: 'mina', displayName: '미나' })
  ok(await his.friends.addFriend({ path: { userId: fan.userId } }))
  const friend = first(ok(await hers.friends.listFriends({ query: { relation: 'MUTUAL' } })))
  const path = { userId: friend.userId }
  expect([friend.user.displayName, ok(await hers.users.getUser({ path })).lastName]).toEqual(['Jun', 'Kim'])
  ok(await hers.friends.changeFriendship({ path, body: { subscribe: false } }))
  ok(await hers.friends.openGroup({ body: { groupName: 'Futsal' } }))
  const groups = ok(await hers.friends.listGroups({})).items
  const groupId = String(groups.find(({ isDefault }) => !isDefault)?.groupId)
  ok(await hers.friends.addMember({ path: { ...path, groupId } }))
  const [member] = ok(await hers.friends.listMembers({ path: { groupId } })).items
  expect(member?.user).toEqual({ userId: friend.userId, username: 'jun', displayName: 'Jun' })
  ok(await hers.friends.renameGroup({ path: { groupId }, body: { groupName: 'Tennis' } }))
  ok(await hers.friends.requestImageUpload({ path: { groupId }, body: { contentType: 'image/png' } }))
  expect(ok(await hers.friends.getGroup({ path: { groupId } })).groupName).toBe('Tennis')
  ok(await hers.friends.removeMember({ path: { ...path, groupId } }))
  ok(await hers.friends.deleteGroup({ path: { groupId } }))
  // A quarrel, and its end.
  ok(await hers.friends.endFriendship({ path }))
  ok(await hers.friends.blockUser({ path }))
  const blocked = first(ok(await hers.friends.listFriends({ query: { blocked: 'true' } })))
  ok(await hers.friends.unblockUser({ path: { userId: blocked.userId } }))
  ok(await hers.friends.addFriend({ path }))
}

export const money = async ({ world }: Town, { mina, jun, operator }: Cast): Promise<void> => {
  for (const [person, accountNumber] of [
    [mina, '3333-01-1111111'],
    [jun, '3333-01-2222222'],
  ] as const)
    ok(await person.phone.api.wallet.openAccount({ body: { bank: 'KakaoBank', accountNumber } }))
  const { wallet } = jun.phone.api
  const path = { accountId: first(ok(await wallet.listAccounts({}))).accountId }
  ok(await wallet.deposit({ path, body: { amount: 50_000, information: '월급' } }))
  ok(await wallet.withdraw({ path, body: { amount: 5000, information: 'cash' } }))
  // Mina shows Jun the code with the id of her account.
  const hers = first(ok(await mina.phone.api.wallet.listAccounts({}))).accountId
  jun.phone.hears(hers)
  const transfer = { fromAccountId: path.accountId, toAccountId: hers, amount: 10_000, information: 'lunch' }
  ok(await wallet.transfer({ body: transfer }))
  expect(ok(await wallet.getAccount({ path })).available).toBe(35_000)
  const entry = first(ok(await wallet.listTransactions({ path, query: { type: 'TRANSFER_OUT' } })))
  expect(ok(await wallet.getTransaction({ path: { ...path, seq: String(entry.seq) } }))).toEqual(entry)
  expect(ok(await wallet.getStatement({ path })).balance).toBe(35_000)
  world.passes(DAY_MS / 24)
  const file = ok(await wallet.getStatementFile({ path, query: { to: world.now(-20_000) } }))
  expect(file.split('\r\n').filter((line) => line.includes('T'))).toHaveLength(6)
  // Jun wants money on his bank account, and an operator sees to it.
  ok(await wallet.requestPayout({ path, body: { amount: 5000, information: 'rent' } }))
  const pending = first(ok(await operator.phone.api.wallet.listPendingPayouts({})))
  const decision = { path: { payoutId: pending.payoutId }, body: { resolution: 'PAID', note: 'transferred' } } as const
  ok(await operator.phone.api.wallet.decidePayout(decision))
  expect(first(ok(await wallet.listPayouts({ path }))).status).toBe('PAID')
}

export const topUps = async (town: Town, { jun }: Cast): Promise<void> => {
  const { wallet, billing } = jun.phone.api
  const path = { accountId: first(ok(await wallet.listAccounts({}))).accountId }
  const begun = ok(await billing.beginTopup({ path, body: { amount: 5000, gateway: 'TOSS' } }))
  await paysInBrowser(town, begun.redirectUrl)
  const topup = first(ok(await billing.listTopups({})))
  expect(ok(await billing.getTopup({ path: { topupId: topup.topupId } })).status).toBe('SUCCESS')
  ok(await billing.cancelTopup({ path: { topupId: topup.topupId } }))
}

export const freeMatch = async (town: Town, { mina, jun }: Cast): Promise<void> => {
  const { world } = town
  const [host, player] = [mina.phone.api.matches, jun.phone.api.matches]
  const body = { title: 'Friday futsal', venue: 'Mapo, Seoul', durationMinutes: 120, maxPlayerCount: 2, fee: 0 }
  ok(await host.openMatch({ body: { ...body, startsAt: world.now(DAY_MS) } }))
  // Jun looks for a match with a free seat near him.
  const found = first(ok(await player.listMatches({ query: { hasSeats: 'true', venue: 'mapo' } })))
  const path = { matchId: found.matchId }
  expect(ok(await player.getMatch({ path })).title).toBe('Friday futsal')
  ok(await player.applyToMatch({ path }))
  expect(first(ok(await player.listMyApplications({}))).matchId).toBe(found.matchId)
  expect(ok(await player.listMyMatches({ query: { role: 'player' } })).items).toHaveLength(1)
  const hosted = first(ok(await host.listMyMatches({ query: { role: 'host' } })))
  const seat = first(ok(await host.listApplications({ path: { matchId: hosted.matchId } })))
  expect(ok(await mina.phone.api.users.getUser({ path: { userId: seat.userId } })).displayName).toBe('Jun')
  const calendar = ok(await player.openCalendar({}))
  const events = async () => ok(await player.getCalendar({ query: { token: calendar.token } }))
  expect(await events()).toContain('STATUS:CONFIRMED')
  ok(await host.changeMatch({ path: { matchId: hosted.matchId }, body: { startsAt: world.now(2 * DAY_MS) } }))
  await aMinute(town)
  ok(await player.withdrawFromMatch({ path }))
  ok(await player.applyToMatch({ path }))
  ok(await host.cancelMatch({ path: { matchId: hosted.matchId } }))
  await aMinute(town)
  expect(await events()).not.toContain('STATUS:CONFIRMED')
  ok(await player.revokeCalendar({}))
  expect(ok(await player.listMyMatches({ query: { role: 'player' } })).items).toEqual([])
}

export const waitingList = async (_: Town, { mina, jun, operator }: Cast): Promise<void> => {
  const [host, player, rival] = [mina.phone.api.matches, jun.phone.api.matches, operator.phone.api.matches]
  const body = { title: 'Dawn tennis', venue: 'Ttukseom, Seoul', durationMinutes: 60, maxPlayerCount: 2, fee: 0 }
  ok(await host.openMatch({ body: { ...body, startsAt: '2999-06-07T05:00:00Z' } }))
  const path = { matchId: first(ok(await player.listMatches({ query: { venue: 'ttukseom' } }))).matchId }
  ok(await rival.listMatches({ query: { venue: 'ttukseom' } }))
  for (const taker of [host, rival]) ok(await taker.applyToMatch({ path }))
  expect((await player.applyToMatch({ path })).ok).toBe(false)
  expect(ok(await player.joinWaitingList({ path })).position).toBe(1)
  ok(await player.leaveWaitingList({ path }))
  ok(await player.joinWaitingList({ path }))
  expect(ok(await player.getMatch({ path })).waitingCount).toBe(1)
  expect(ok(await host.listWaiting({ path })).items).toHaveLength(1)
  // A seat comes free, and it is Jun's at once.
  ok(await rival.withdrawFromMatch({ path }))
  expect(first(ok(await player.listMyApplications({})))).toMatchObject({ ...path, status: 'CONFIRMED' })
  ok(await host.cancelMatch({ path }))
}

export const invitations = async (town: Town, { mina, jun }: Cast): Promise<void> => {
  const [hers, his] = [mina.phone.api, jun.phone.api]
  const body = { title: 'Picnic', venue: 'Yeouido, Seoul', durationMinutes: 60, maxPlayerCount: 5, fee: 0 }
  for (const day of [1, 2])
    ok(await hers.matches.openMatch({ body: { ...body, startsAt: town.world.now(day * DAY_MS) } }))
  const friend = first(ok(await hers.friends.listFriends({ query: { relation: 'MUTUAL' } })))
  const hosted = ok(await hers.matches.listMyMatches({ query: { role: 'host', from: town.world.now() } })).items
  for (const { matchId } of hosted.filter(({ title }) => title === 'Picnic'))
    expect(ok(await hers.matches.invite({ path: { matchId }, body: { userIds: [friend.userId] } })).invited).toBe(1)
  const [one, other] = ok(await his.matches.listInvitations({ query: { status: 'PENDING' } })).items
  expect(ok(await his.matches.getMatch({ path: { matchId: String(one?.matchId) } })).title).toBe('Picnic')
  ok(await his.matches.acceptInvitation({ path: { invitationId: String(one?.invitationId) } }))
  ok(await his.matches.declineInvitation({ path: { invitationId: String(other?.invitationId) } }))
}

/** What has happened so far reaches Jun and another system. */
export const news = async (town: Town, { jun, operator }: Cast): Promise<void> => {
  const { events } = operator.phone.api
  const hook = await hookOf()
  ok(await events.createEndpoint({ body: { url: hook.url, types: ['match.opened'] } }))
  const path = { endpointId: first(ok(await events.listEndpoints({}))).endpointId }
  await aMinute(town)
  const mine = jun.phone.api.events
  const told = ok(await mine.listNotifications({ query: { limit: '50' } })).items
  expect(told.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['waitlist.promoted', 'invitation.received', 'wallet.entry.created']),
  )
  ok(await mine.readNotifications({ body: { upTo: told.at(-1)?.seq ?? 0 } }))
  const again = ok(await mine.listNotifications({ query: { order: 'desc', limit: '50' } })).items
  expect(again.filter(({ read }) => read)).toHaveLength(told.length)
  // The endpoint gets what comes after it.
  const body = { title: 'Rugby', venue: 'Nanji, Seoul', durationMinutes: 60, maxPlayerCount: 30, fee: 0 }
  ok(await operator.phone.api.matches.openMatch({ body: { ...body, startsAt: town.world.now(DAY_MS) } }))
  await aMinute(town)
  expect(hook.got.map(({ event: { type } }) => type)).toEqual(['match.opened'])
  const delivery = first(ok(await events.listDeliveries({ path })))
  ok(await events.retryDelivery({ path: { ...path, deliveryId: delivery.deliveryId } }))
  await aMinute(town)
  expect(hook.got).toHaveLength(2)
  ok(await events.changeEndpoint({ path, body: { enabled: false } }))
  ok(await events.replaceSecret({ path }))
  expect(ok(await events.getEndpoint({ path })).enabled).toBe(false)
  ok(await events.deleteEndpoint({ path }))
}

export const coupon = async ({ world }: Town, { jun, operator }: Cast): Promise<void> => {
  const discount = { type: 'AMOUNT', value: 3000 } as const
  const body = { name: 'Spring', discount, maxIssueCount: 10, minTotal: 10_000, expiresAt: world.now(DAY_MS) }
  ok(await operator.phone.api.coupons.openCampaign({ body }))
  const { coupons } = jun.phone.api
  const campaign = first(ok(await coupons.listCampaigns({ query: { running: 'true' } })))
  const path = { campaignId: campaign.campaignId }
  ok(await coupons.claimCoupon({ path }))
  expect(ok(await coupons.getCampaign({ path })).issuedCount).toBe(1)
  expect(first(ok(await coupons.listCoupons({}))).status).toBe('ISSUED')
}

export const paidMatch = async (town: Town, { mina, jun, operator }: Cast): Promise<void> => {
  const { world } = town
  const { billing, coupons, matches } = jun.phone.api
  const body = { title: 'Derby', venue: 'Jamsil', durationMinutes: 90, maxPlayerCount: 10, parkingCapacity: 2 }
  const opens = { ...body, fee: 15_000, startsAt: world.now(3 * DAY_MS) }
  ok(await mina.phone.api.matches.openMatch({ body: opens }))
  const matchId = first(ok(await matches.listMatches({ query: { venue: 'jamsil' } }))).matchId
  const couponId = first(ok(await coupons.listCoupons({}))).couponId
  const orders = [{ matchId, parking: { plateNumber: '12가 3456' } }]
  ok(await billing.createBilling({ body: { orders, couponId, cashAmount: 2000, gateway: 'TOSS' } }))
  const ready = first(ok(await billing.listBillings({ query: { status: 'READY' } })))
  const path = { billingId: ready.billingId }
  const { redirectUrl } = ok(await billing.beginPayment({ path }))
  ok(await billing.refreshBilling({ path }))
  expect(await paysInBrowser(town, redirectUrl)).toBe('SUCCESS')
  expect(ok(await billing.getBilling({ path })).status).toBe('SUCCESS')
  ok(await billing.cancelBilling({ path, body: { reason: 'rain' } }))
  await aMinute(town)
  expect(first(ok(await billing.listBillings({ query: { status: 'CANCELLED' } }))).refundedAmount).toBe(12_000)
  // Cash alone, then a payment that the gateway gets wrong.
  const cash = ok(await billing.createBilling({ body: { orders: [{ matchId }], cashAmount: 15_000 } }))
  ok(await billing.confirmBilling({ path: { billingId: cash.billingId } }))
  ok(await billing.cancelBilling({ path: { billingId: cash.billingId }, body: { reason: 'rain' } }))
  ok(await billing.createBilling({ body: { orders: [{ matchId }], gateway: 'KAKAOPAY' } }))
  const again = first(ok(await billing.listBillings({ query: { status: 'READY' } })))
  const wrong = ok(await billing.beginPayment({ path: { billingId: again.billingId } }))
  await paysInBrowser(town, wrong.redirectUrl, 'approve wrong-amount')
  const desk = operator.phone.api.billing
  ok(await desk.listStuckBillings({}))
  const review = first(ok(await desk.listReviews({})))
  const decision = { resolution: 'RELEASE', note: 'refunded by hand' } as const
  ok(await desk.resolveReview({ path: { billingId: review.billingId }, body: decision }))
}

export const studies = async (town: Town, { jun }: Cast): Promise<void> => {
  const { chat } = jun.phone.api
  ok(await chat.openChatroom({ body: { title: '기말고사' } }))
  const path = { chatId: first(ok(await chat.listChatrooms({}))).chatId }
  ok(await chat.postMessage({ path, body: { text: '수학이랑 영어 시험이 5일 뒤야' } }))
  const asked = ok(await chat.postMessage({ path, body: { text: '이제 계획을 세워줘' } }))
  const shown = ok(await chat.listMessages({ path, query: { after: String(asked.message.seq) } })).items
  expect(shown.map(({ seq, senderId, text }) => [seq, senderId, text])).toEqual([
    [asked.reply?.seq, 'assistant', asked.reply?.text],
  ])
  const [today] = ok(await chat.getTestPlan({ path })).days
  const task = { ...path, date: String(today?.date), index: '0' }
  ok(await chat.markTask({ path: task, body: { done: true } }))
  const changed = ok(await chat.changeTestPlan({ path, body: { subjects: ['영어'] } }))
  expect(changed.days[0]?.tasks).toContainEqual({ text: '수학', done: true })
  ok(await chat.renameChatroom({ path, body: { title: '중간고사' } }))
  expect(ok(await chat.getChatroom({ path }))).toMatchObject({ title: '중간고사', testPlan: { planId: 1 } })
  ok(await chat.deleteTestPlan({ path }))
  ok(await chat.createTestPlan({ path, body: { subjects: ['국어'] } }))
  expect(ok(await chat.listTestPlans({ path })).items).toHaveLength(2)
  ok(await chat.deleteChatroom({ path }))
  await aMinute(town)
  expect(ok(await chat.listChatrooms({})).items).toEqual([])
}

export const desk = async (town: Town, { jun, operator }: Cast): Promise<void> => {
  const { ops, users } = operator.phone.api
  ok(await ops.getHealth({}))
  expect(ok(await ops.getInvariants({})).rules.length).toBeGreaterThan(50)
  ok(await ops.requestAudit({}))
  const found = first(ok(await users.listUsers({ query: { username: 'jun' } })))
  const path = { userId: found.userId }
  ok(await ops.lockUser({ path, body: { reason: 'reported' } }))
  ok(await ops.unlockUser({ path, body: { reason: 'a mistake' } }))
  await looks(operator, found.userId)
  await helps(town, { jun, operator })
  expect(ok(await ops.listActions({})).items.length).toBeGreaterThan(2)
  await jun.phone.signsIn(jun.username, jun.password)
}

/** What an operator finds out about a user, from the name alone. */
const looks = async ({ phone }: Person, userId: string): Promise<void> => {
  const { ops, billing, coupons } = phone.api
  ok(await ops.getOverview({}))
  ok(await ops.listJobs({}))
  ok(await ops.getLatestAudit({}))
  expect(first(ok(await ops.findUsers({ query: { query: 'jun' } }))).userId).toBe(userId)
  const path = { userId }
  expect(ok(await ops.inspectUser({ path })).profile?.username).toBe('jun')
  ok(await ops.listUserSeats({ path }))
  const { billingId } = first(ok(await ops.listUserBillings({ path })))
  const { orders } = ok(await ops.inspectBilling({ path: { billingId } }))
  ok(await billing.refreshBillingFor({ path: { billingId } }))
  ok(await ops.inspectMatch({ path: { matchId: String(orders[0]?.matchId) } }))
  const { campaignId } = first(ok(await coupons.listCampaigns({})))
  ok(await ops.inspectCampaign({ path: { campaignId } }))
}

/** Jun calls: a balance that he does not understand, a match that must not take place, and a phone that is lost. */
const helps = async ({ world }: Town, { jun, operator }: Pick<Cast, 'jun' | 'operator'>): Promise<void> => {
  const { ops } = operator.phone.api
  await jun.phone.signsIn(jun.username, jun.password)
  const { wallet, matches, users } = jun.phone.api
  const account = { accountId: first(ok(await wallet.listAccounts({}))).accountId }
  operator.phone.hears(account.accountId)
  expect(ok(await ops.verifyLedger({ path: account })).ok).toBe(true)
  const [entry] = ok(await ops.listLedger({ path: account })).items
  expect(ok(await ops.inspectAccount({ path: account })).balance).toBe(entry?.balance)
  const asked = ok(await wallet.requestPayout({ path: account, body: { amount: 1000, information: 'too much' } }))
  ok(await wallet.cancelPayout({ path: { ...account, payoutId: asked.payoutId } }))
  const body = { title: 'Night run', venue: 'Nodeul', durationMinutes: 60, maxPlayerCount: 5, fee: 0 }
  const { matchId } = ok(await matches.openMatch({ body: { ...body, startsAt: '2999-06-07T10:00:00Z' } }))
  operator.phone.hears(matchId)
  const reason = 'He asked for it.'
  expect(ok(await ops.cancelMatchFor({ path: { matchId }, body: { reason } })).status).toBe('CANCELLED')
  const path = { userId: ok(await users.getMe({})).userId }
  const [session] = ok(await ops.inspectUser({ path })).sessions
  ok(await ops.endUserSession({ path: { ...path, sessionId: String(session?.sessionId) }, body: { reason } }))
  const app = ok(await users.beginTotp({ body: { currentPassword: jun.password } }))
  const code = generateSync({ secret: app.secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
  ok(await users.confirmTotp({ body: { code } }))
  ok(await ops.removeTotp({ path, body: { reason } }))
}

export const farewell = async (town: Town, { mina, jun }: Cast): Promise<void> => {
  const { wallet, users } = jun.phone.api
  const account = first(ok(await wallet.listAccounts({})))
  const path = { accountId: account.accountId }
  ok(await wallet.withdraw({ path, body: { amount: account.available, information: 'all of it' } }))
  ok(await users.deleteMe({ body: { currentPassword: jun.password } }))
  const hers = mina.phone.api.friends
  const former = first(ok(await hers.listFriends({})))
  expect(former.user).toEqual({ userId: former.userId, username: null, displayName: 'Former member' })
  for (let minutes = 0; minutes < 5; minutes += 1) await aMinute(town)
  expect(ok(await hers.listFriends({})).items).toEqual([])
}
