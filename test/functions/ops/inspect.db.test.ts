// What operators see: users found by any id, ledgers verified, billings as time lines; each look is recorded before it is answered.

import { describe, expect, test } from 'vitest'
import { transition } from '#domain/billing/machine.ts'
import { Account, Entry } from '#domain/wallet/items.ts'
import { handler as reconcile } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { approving, bill, decide, paid, paying, toppedUp } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD } from '#test/support/people.ts'
import { accountHolder, hosted, seated } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const operator = () => world.stranger('OPERATOR')
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const stored = async (key: { pk: string; sk: string }) =>
  (await world.table.items()).find(({ pk, sk }) => pk === key.pk && sk === key.sk) ?? {}

describe('users are found', () => {
  const finds = async (query: string) => {
    const { api } = await operator()
    return ok(await api.ops.findUsers({ query: { query } })).items.map(({ userId }) => userId)
  }

  test('by the beginning of the name, the whole address and every id that belongs to them', async () => {
    const user = await world.register()
    const { accountId } = ok(
      await user.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '777-777-777' } }),
    )
    const { chatId } = ok(await user.api.chat.openChatroom({ body: { title: 'Finals' } }))
    const match = await hosted(world, 20_000)
    const { path } = await bill(user, { orders: [match.path], gateway: 'TOSS' })
    const found = [user.userId]
    for (const query of [
      user.userId,
      user.username,
      user.username.toUpperCase(),
      `${user.username}@EXAMPLE.com`,
      accountId,
      chatId,
      path.billingId,
    ])
      expect(await finds(query), query).toEqual(found)
    // A host without a profile is no registered user.
    expect(await finds(match.path.matchId)).toEqual([])
    expect(await finds(user.username.slice(0, 3))).toContain(user.userId)
  })

  test('by nothing else, and no query breaks', async () => {
    const { api } = await operator()
    const inherited = ['valueOf', 'constructor', '__proto__'].map((name) => `${name}_01h455vb4pex5vsknk084sn02q`)
    for (const query of ['account_x', 'nobody@example.com', '한글 이름', '@@', 'zz', 'a😀', ...inherited])
      expect(await finds(query), query).toEqual([])
    expect(await api.ops.findUsers({ query: { query: 'k' } })).toMatchObject({ code: 'invalid-request' })
  })

  test('and the record names ids, never an address', async () => {
    const user = await world.register()
    const { api, userId: by } = await operator()
    ok(await api.ops.findUsers({ query: { query: `${user.username}@example.com` } }))
    world.passes(1000)
    ok(await api.ops.findUsers({ query: { query: 'user_' } }))
    const { items } = ok(await api.ops.listActions({ query: { by } }))
    expect(items.map(({ what, subject, kind, reason }) => [what, subject, kind, reason])).toEqual([
      ['ops.users.found', 'users', 'READ', ''],
      ['ops.users.found', user.userId, 'READ', ''],
    ])
  })
})

test('a user is shown with all that support asks about, in each state', async () => {
  const user = await world.register()
  const { userId, username } = user
  ok(await user.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '888-888-888' } }))
  const match = await hosted(world, 20_000)
  const { item } = await bill(user, { orders: [match.path], gateway: 'TOSS' })
  const { api } = await operator()
  const path = { userId }
  const shown = ok(await api.ops.inspectUser({ path }))
  expect(shown).toMatchObject({
    userId,
    state: 'ACTIVE',
    role: 'USER',
    profile: { username, email: `${username}@example.com`, emailVerifiedAt: null, authenticator: false },
    account: { balance: 0, ownerId: userId },
    seats: [{ ...match.path, status: 'HELD', billingId: item.billingId, match: { title: 'Futsal' } }],
    billings: [{ billingId: item.billingId, status: 'READY', payAmount: 20_000 }],
    friendCount: 0,
    groupCount: 0,
  })
  expect(shown.sessions).toHaveLength(1)
  expect(ok(await api.ops.listUserSeats({ path })).items).toEqual(shown.seats)
  expect(ok(await api.ops.listUserBillings({ path })).items).toEqual(shown.billings)
  ok(await api.ops.lockUser({ path, body: { reason: 'reported' } }))
  expect(ok(await api.ops.inspectUser({ path }))).toMatchObject({ state: 'LOCKED', sessions: [] })
  const { items } = ok(await api.ops.listActions({ query: { subject: userId, kind: 'DEED' } }))
  expect(items.map(({ what, reason }) => [what, reason])).toEqual([['ops.user.locked', 'reported']])
  await sound()
})

test('a former member has no name any more', async () => {
  const user = await world.register()
  ok(await user.api.users.deleteMe({ body: { currentPassword: PASSWORD } }))
  const { api } = await operator()
  expect(ok(await api.ops.inspectUser({ path: user }))).toMatchObject({ state: 'DELETED' })
  expect(ok(await api.ops.inspectUser({ path: user })).deletedAt).not.toBeNull()
})

test('one session is ended, the others stay', async () => {
  const user = await world.register()
  ok(await world.api.users.createTokens({ body: { username: user.username, password: PASSWORD } }))
  const { api } = await operator()
  const { sessions } = ok(await api.ops.inspectUser({ path: user }))
  const [session, other] = sessions
  const path = { userId: user.userId, sessionId: session?.sessionId ?? '' }
  const end = () => api.ops.endUserSession({ path, body: { reason: 'a lost phone' } })
  expect((await end()).status).toBe(204)
  expect(await end()).toMatchObject({ code: 'session-not-found' })
  expect(ok(await api.ops.inspectUser({ path: user })).sessions).toEqual([other])
  const { userId } = await world.stranger()
  expect(await api.ops.endUserSession({ path: { ...path, userId }, body: { reason: 'r' } })).toMatchObject({
    code: 'user-not-found',
  })
  await sound()
})

describe('a ledger', () => {
  /** An account with five entries. */
  const filled = async () => {
    const { as, path } = await accountHolder(world)
    for (const no of [1, 2, 3, 4])
      ok(await as.api.wallet.deposit({ path, key: `d${no}`, body: { amount: 100 * no, information: `no ${no}` } }))
    const { api } = await operator()
    return { path, api, ...path }
  }

  test('that is whole is verified', async () => {
    const { api, path, accountId } = await filled()
    expect(ok(await api.ops.verifyLedger({ path }))).toEqual({
      ...{ accountId, ok: true, entries: 5, firstBroken: null, because: null, next: null },
    })
    expect(ok(await api.ops.verifyLedger({ path, query: { fromSeq: '4' } }))).toMatchObject({ ok: true, entries: 2 })
    for (const fromSeq of ['6', '7', '99'])
      expect(ok(await api.ops.verifyLedger({ path, query: { fromSeq } }))).toMatchObject({ ok: true, entries: 0 })
    const empty = await accountHolder(world, 0)
    expect(ok(await api.ops.verifyLedger({ path: empty.path }))).toMatchObject({ ok: true, entries: 0 })
    await sound()
  })

  const edits: [name: string, of: (accountId: string) => { pk: string; sk: string }, changes: object, found: object][] =
    [
      ['an amount that was raised', (id) => Entry.key(id, 3), { amount: 999 }, { firstBroken: 3, because: 'HASH' }],
      [
        'a text that was changed',
        (id) => Entry.key(id, 5),
        { information: 'gift' },
        { firstBroken: 5, because: 'HASH' },
      ],
      ['the first entry', (id) => Entry.key(id, 1), { createdAt: '2020-01-01T00:00:00.000Z' }, { firstBroken: 1 }],
      ['a balance of the account', (id) => Account.key(id), { balance: 5, available: 5 }, { because: 'ACCOUNT' }],
      ['an account that lost count', (id) => Account.key(id), { seq: 4 }, { because: 'ACCOUNT' }],
      ['an account that counts too far', (id) => Account.key(id), { seq: 6 }, { firstBroken: 6, because: 'SEQ' }],
    ]
  test.each(edits)('in which an edit changed %s is broken there', async (_, of, changes, found) => {
    const { api, path, accountId } = await filled()
    const before = await stored(of(accountId))
    await world.table.store([{ ...before, ...changes }])
    expect(ok(await api.ops.verifyLedger({ path }))).toMatchObject({ ok: false, ...found })
    await world.table.store([before])
    expect(ok(await api.ops.verifyLedger({ path })).ok).toBe(true)
  })

  test('without the entry that would be trusted is broken at that entry', async () => {
    const { api, path, accountId } = await filled()
    const before = await stored(Account.key(accountId))
    await world.table.store([{ ...before, seq: 8 }])
    for (const fromSeq of ['8', '9', '99'])
      expect(ok(await api.ops.verifyLedger({ path, query: { fromSeq } }))).toMatchObject({
        ...{ ok: false, entries: 0, firstBroken: fromSeq === '8' ? 7 : 8, because: 'SEQ' },
      })
    await world.table.store([before])
  })

  test('shows operators what caused each entry', async () => {
    const { account, as } = await toppedUp(world)
    const { api } = await operator()
    const [entry] = ok(await api.ops.listLedger({ path: account })).items
    expect(entry).toMatchObject({
      seq: 1,
      type: 'TOPUP',
      billingId: expect.stringMatching(/^topup_/),
      counterparty: null,
    })
    const shown = ok(await api.ops.inspectAccount({ path: account }))
    expect(shown).toMatchObject({ balance: 5000, holds: [], closedAt: null, owner: { userId: as.userId } })
    expect(await api.ops.listLedger({ path: { accountId: 'account_x' } })).toMatchObject({ code: 'account-not-found' })
  })

  test('shows holds by what they are for', async () => {
    const { as, path } = await accountHolder(world, 5000)
    const match = await hosted(world, 20_000)
    const { item } = await bill(as, { orders: [match.path], cashAmount: 3000, gateway: 'TOSS' })
    const { api } = await operator()
    const { holds, held } = ok(await api.ops.inspectAccount({ path }))
    expect([holds, held]).toEqual([[{ id: item.billingId, amount: 3000 }], 3000])
  })
})

describe('a billing', () => {
  const inspected = async (billingId: string) =>
    ok(await (await operator()).api.ops.inspectBilling({ path: { billingId } }))

  test('shows each state with its time and its gateway call', async () => {
    const { as, path } = await paid(world)
    world.passes(1000)
    ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
    const { timeline, cancellations, attempts, status, user } = await inspected(path.billingId)
    expect([status, user.userId]).toEqual(['CANCELLED', as.userId])
    expect(
      timeline.map(({ event, from, to, call }) => [from, event, to, call?.kind ?? null, call?.amount ?? 0]),
    ).toEqual([
      ['READY', 'begin', 'PAYING', 'START', 20_000],
      ['PAYING', 'approve', 'APPROVING', 'CAPTURE', 20_000],
      ['APPROVING', 'capture', 'SUCCESS', null, 0],
      ['SUCCESS', 'refund', 'CANCELLING', 'REFUND', 20_000],
      ['CANCELLING', 'refunded', 'CANCELLED', null, 0],
    ])
    const times = timeline.map(({ at }) => at ?? '')
    expect(times).toEqual([...times].sort())
    expect(times.every((time) => !Number.isNaN(Date.parse(time)))).toBe(true)
    expect(timeline.every(({ from, event, to }) => transition(from, event)?.next === to)).toBe(true)
    expect(new Set(timeline.flatMap(({ call }) => call?.paymentId ?? []))).toEqual(
      new Set(attempts.map(({ paymentId }) => paymentId)),
    )
    expect(cancellations).toMatchObject([{ pay: 20_000, reason: 'rain', open: false }])
    await sound()
  })

  test('of an earlier edition has no times for its first events', async () => {
    const { as, path } = await paid(world)
    const [old] = (await world.table.items()).filter(
      ({ billingId, sk }) => billingId === path.billingId && sk === 'BILLING',
    )
    const { afterMs: _, ...without } = old ?? {}
    await world.table.store([without])
    ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
    const { timeline } = await inspected(path.billingId)
    expect(timeline.map(({ at }) => at !== null)).toEqual([false, false, false, true, true])
  })

  test('that waits for its gateway is looked up now, at most once in ten seconds', async () => {
    const { path } = await approving(world)
    const { api, userId } = await operator()
    expect((await inspected(path.billingId)).status).toBe('APPROVING')
    expect(ok(await api.billing.refreshBillingFor({ path, key: 'a' })).status).toBe('SUCCESS')
    ok(await api.billing.refreshBillingFor({ path, key: 'b' }))
    const { items } = ok(await api.ops.listActions({ query: { by: userId, kind: 'DEED' } }))
    expect(items.map(({ what }) => what)).toEqual(['ops.billing.looked-up'])
    await sound()
  })

  test('under review shows both sides, and the decision is in the record', async () => {
    const { path, redirectUrl } = await paying(world)
    await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', 'approve wrong-amount'))
    const before = await inspected(path.billingId)
    expect(before).toMatchObject({
      status: 'REVIEW',
      nextLookAt: null,
      review: { stored: { captured: 0 }, decisions: [] },
    })
    const { api, userId } = await operator()
    ok(await api.billing.resolveReview({ path, key: 'r', body: { resolution: 'RELEASE', note: 'refunded by hand' } }))
    const { items } = ok(await api.ops.listActions({ query: { subject: path.billingId, by: userId } }))
    expect(items).toMatchObject([{ what: 'ops.review.release', reason: 'refunded by hand', kind: 'DEED' }])
    const after = await inspected(path.billingId)
    expect(after.timeline.at(-1)).toMatchObject({ event: 'released', to: 'CANCELLED' })
    // What the gateway holds stays visible: this service does not refund it.
    const { atGateway } = before.review ?? {}
    expect(atGateway?.captured).toBeGreaterThan(0)
    expect(before.leftAtGateway).toBe(0)
    expect(after).toMatchObject({ captured: 0, leftAtGateway: atGateway?.captured, review: { atGateway } })
    expect(after.review?.decisions).toMatchObject([{ resolution: 'RELEASE', note: 'refunded by hand', by: userId }])
    await sound()
  })

  test('that was kept with more at the gateway than was asked for shows the difference', async () => {
    const { path, redirectUrl } = await paying(world)
    await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', 'approve wrong-amount'))
    const { review, payAmount } = await inspected(path.billingId)
    const { api } = await operator()
    ok(await api.billing.resolveReview({ path, key: 'r', body: { resolution: 'SETTLE', note: 'one won more' } }))
    const more = Number(review?.atGateway?.captured) - payAmount
    expect(more).not.toBe(0)
    expect(await inspected(path.billingId)).toMatchObject({ captured: payAmount, leftAtGateway: Math.max(0, more) })
    const { path: fine } = await paid(world)
    expect(await inspected(fine.billingId)).toMatchObject({ leftAtGateway: 0 })
    await sound()
  })

  test('may be a top-up', async () => {
    const { path } = await toppedUp(world)
    expect(await inspected(path.topupId)).toMatchObject({ kind: 'TOPUP', orders: [], status: 'SUCCESS' })
  })
})

test('a match shows its players and what its cancellation gives back, and is cancelled with a reason', async () => {
  const { as, path: billing, item } = await paid(world)
  const [order] = item.orders
  const path = { matchId: order?.matchId ?? '' }
  const { api } = await operator()
  const shown = ok(await api.ops.inspectMatch({ path }))
  expect(shown.refunds).toEqual({ seats: 1, pay: 20_000, cash: 0, coupon: 0 })
  expect(shown.seats).toMatchObject([{ userId: as.userId, status: 'CONFIRMED', billingId: billing.billingId }])
  const cancel = () => api.ops.cancelMatchFor({ path, body: { reason: 'the pitch is flooded' } })
  expect(ok(await cancel()).status).toBe('CANCELLED')
  expect(await cancel()).toMatchObject({ code: 'match-closed' })
  expect(await api.ops.cancelMatchFor({ path: { matchId: 'match_x' }, body: { reason: 'r' } })).toMatchObject({
    code: 'match-not-found',
  })
  const { path: other, as: player } = await seated(world)
  expect(await player.api.ops.cancelMatchFor({ path: other, body: { reason: 'r' } })).toMatchObject({
    code: 'forbidden',
  })
  await sound()
})

test('the overview counts what waits, and shows no person', async () => {
  const { api } = await operator()
  const before = ok(await api.ops.getOverview({}))
  const { as, path } = await accountHolder(world, 5000)
  ok(await as.api.wallet.requestPayout({ path, key: 'p', body: { amount: 100, information: 'rent' } }))
  const { redirectUrl } = await paying(world)
  await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', 'approve wrong-amount'))
  const after = ok(await api.ops.getOverview({}))
  expect(after.payouts).toEqual({ count: before.payouts.count + 1, more: false })
  expect(after.reviews).toEqual({ count: before.reviews.count + 1, more: false })
  expect(after.stage).toEqual({ kind: 'LOCAL', name: 'holdfast' })
  expect(JSON.stringify(after)).not.toContain('user_')
})

test('jobs show their lag, and one that never ran is late', async () => {
  const { api } = await operator()
  const { items } = ok(await api.ops.listJobs({}))
  expect(items.map(({ operation }) => operation)).toContain('billing.reconcileBillings')
  expect(items.every(({ late, lastRunAt }) => late && lastRunAt === null)).toBe(true)
  const first = ok(await api.ops.listJobs({ query: { limit: '2' } }))
  const rest = ok(await api.ops.listJobs({ query: { cursor: String(first.nextCursor) } }))
  expect([...first.items, ...rest.items]).toEqual(items)
  expect(rest.nextCursor).toBeNull()
  await sweepSeats({ source: 'aws.events' }, { awsRequestId: 'sweep' })
  const ran = ok(await api.ops.listJobs({})).items.find(({ operation }) => operation === 'matches.sweepSeats')
  expect(ran).toMatchObject({ late: false, lagS: 0 })
  world.passes(200_000)
  expect(
    ok(await api.ops.listJobs({})).items.find(({ operation }) => operation === 'matches.sweepSeats'),
  ).toMatchObject({
    ...{ late: true, lagS: 200 },
  })
})

test('a cancelled match shows who had a seat and what went back, once the reconciler has refunded it', async () => {
  const { as, path: billing, item } = await paid(world)
  const path = { matchId: item.orders[0]?.matchId ?? '' }
  const { api } = await operator()
  const { seats } = ok(await api.ops.inspectMatch({ path }))
  ok(await api.ops.cancelMatchFor({ path, body: { reason: 'the pitch is flooded' } }))
  expect(ok(await api.ops.inspectMatch({ path }))).toMatchObject({ seats, ended: [], refunds: { pay: 20_000 } })
  await reconcile({ source: 'aws.events' }, { awsRequestId: 'cancelled' })
  const { username, displayName } = seats[0] ?? {}
  expect(ok(await api.ops.inspectMatch({ path }))).toMatchObject({
    seats: [],
    ended: [
      {
        ...{ userId: as.userId, username, displayName, by: 'BILLING', billingId: billing.billingId },
        returned: { pay: 20_000, cash: 0, coupon: 0 },
      },
    ],
    refunds: { seats: 0, pay: 0 },
  })
  await sound()
})
