// Calls of billing, one that succeeds for every endpoint; and the people and payments that tests of billing begin with.

import type { billing } from '#functions/billing/contract.ts'
import { resultPage } from '#functions/billing/saga/callback.ts'
import type { Shows } from '#kit/testing/call.ts'
import { ok } from '#test/support/ok.ts'
import type { User, World } from '#test/support/people.ts'
import { accountHolder, campaignBody, hosted, matchBody } from '#test/support/prepared.ts'
import { isRecorded } from '#test/support/recorded.ts'
import { ACTIVE, type Examples, HELD, holds, OPERATOR, type Undemanded, type Unmissed } from './example.ts'
import { ENDED } from './matches.ts'

export const FEE = 20_000
let made = 0

/** A user with a billing for a match with a fee. */
export const billed = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const [{ path }, as] = [await hosted(world, FEE), await world.stranger()]
  return { as, ...(await bill(as, { orders: [path], gateway })) }
}

type Wanted = Parameters<User['api']['billing']['createBilling']>[0]['body']

/** A billing of the user. */
export const bill = async (as: User, body: Wanted) => {
  made += 1
  const item = ok(await as.api.billing.createBilling({ key: `bill-${made}`, body }))
  return { path: { billingId: item.billingId }, item }
}

/** A billing with a started payment. */
export const paying = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const { as, path, item } = await billed(world, gateway)
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  return { as, path, item, redirectUrl }
}

/** The buyer's decision on the gateway's page. @returns the end of the redirect path and its query */
export const decide = async (redirectUrl: string, action: 'approve' | 'quit' | 'fail', fault = '') => {
  const answer = await fetch(redirectUrl, {
    ...{ method: 'POST', body: new URLSearchParams({ action, fault }), redirect: 'manual' },
  })
  await answer.text()
  const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '')
  const [, , gateway = '', billingId = ''] = pathname.split('/')
  return { path: { gateway, billingId }, query: Object.fromEntries(searchParams) }
}

/** A user who has paid at the gateway. */
export const paid = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const { as, path, item, redirectUrl } = await paying(world, gateway)
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  return { as, path, item }
}

/** The gateway captured the payment, and its answers were lost for a minute. */
export const approving = async (world: World) => {
  const { as, path, item, redirectUrl } = await paying(world)
  const faults = `${new URL(redirectUrl).origin}/sandbox/faults`
  const body = JSON.stringify({ orderId: `${path.billingId}-1`, step: 'order', mode: 'drop-connection-before' })
  await fetch(faults, { method: 'POST', body })
  const { status } = ok(
    await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', 'approve drop-connection-after')),
  )
  if (status !== 'APPROVING') throw new Error(`the payment is ${status}`)
  world.passes(61_000)
  return { as, path, item }
}

/** A user whose cash covers the total. */
export const paidInCash = async (world: World) => {
  const { as } = await accountHolder(world, FEE)
  const { path: match } = await hosted(world, FEE)
  return { as, ...(await bill(as, { orders: [match], cashAmount: FEE })) }
}

/** Ten matches with parking, a coupon, cash and a gateway: as much as a billing can hold. */
export const largest = async (world: World) => {
  const { as } = await accountHolder(world, 5000)
  const operator = await world.stranger('OPERATOR')
  const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) }))
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path: campaign }))
  const orders = []
  for (let at = 0; at < 10; at += 1) {
    const body = { ...matchBody(world, 9000 + at), parkingCapacity: 1 }
    const { matchId } = ok(await (await world.stranger()).api.matches.openMatch({ body }))
    orders.push({ matchId, parking: { plateNumber: '12가3456' } })
  }
  return { as, body: { orders, couponId, cashAmount: 5000, gateway: 'KAKAOPAY' as const } }
}

/** A billing whose payment does not add up. */
const reviewed = async (world: World) => {
  const { path, redirectUrl } = await paying(world)
  await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', 'approve wrong-amount'))
  return { as: await world.stranger('OPERATOR'), path }
}

/** A top-up whose payment has started. */
export const toppingUp = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'TOSS') => {
  const { as, path } = await accountHolder(world, 0)
  made += 1
  const begun = ok(await as.api.billing.beginTopup({ path, key: `topup-${made}`, body: { amount: 5000, gateway } }))
  return { as, account: path, path: { topupId: begun.topupId }, redirectUrl: begun.redirectUrl }
}

/** A top-up that was paid. */
export const toppedUp = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'TOSS') => {
  const begun = await toppingUp(world, gateway)
  ok(await world.api.billing.approvePayment(await decide(begun.redirectUrl, 'approve')))
  return begun
}

const becomes =
  (status: string): Shows =>
  async (reply) =>
    reply['status'] === status

export const examples: Examples<typeof billing> = {
  beginTopup: async (world) => {
    const { as, path } = await accountHolder(world, 0)
    const shows: Shows = async () =>
      (await world.table.items()).some(
        ({ topup, attempt }) => topup && typeof attempt === 'object' && attempt !== null && 'tid' in attempt,
      )
    return { as, path, body: { amount: 5000, gateway: 'TOSS' }, shows }
  },
  getTopup: async (world) => {
    const { as, path } = await toppingUp(world)
    return { as, path }
  },
  listTopups: async (world) => ({ as: (await toppingUp(world)).as }),
  cancelTopup: async (world) => {
    const { as, path } = await toppedUp(world)
    return { as, path, shows: becomes('CANCELLED') }
  },
  createBilling: async (world) => ({
    as: await world.stranger(),
    body: { orders: [(await hosted(world, FEE)).path], cashAmount: 0, gateway: 'TOSS' },
  }),
  listBillings: async (world) => ({ as: (await billed(world)).as }),
  getBilling: async (world) => {
    const { as, path } = await billed(world)
    return { as, path }
  },
  refreshBilling: async (world) => {
    const { as, path } = await approving(world)
    return { as, path }
  },
  beginPayment: async (world) => {
    const { as, path } = await billed(world)
    const shows: Shows = async () =>
      (await world.table.items()).some(
        ({ sk, attempt }) => sk === 'BILLING' && typeof attempt === 'object' && attempt !== null && 'tid' in attempt,
      )
    return { as, path, shows }
  },
  approvePayment: async (world) => ({
    ...(await decide((await paying(world)).redirectUrl, 'approve')),
    shows: becomes('SUCCESS'),
  }),
  abandonPayment: async (world) => ({
    ...(await decide((await paying(world)).redirectUrl, 'quit')),
    shows: becomes('READY'),
  }),
  failPayment: async (world) => ({
    ...(await decide((await paying(world)).redirectUrl, 'fail')),
    shows: becomes('READY'),
  }),
  getPaymentResult: async (world) => {
    const { searchParams } = new URL(resultPage({ ...(await paid(world)).path, status: 'SUCCESS' }), 'http://api.test')
    return { query: Object.fromEntries(searchParams) }
  },
  takeTossWebhook: async (world) => {
    const { path } = await paying(world, 'TOSS')
    return { body: { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId: `${path.billingId}-1` } } }
  },
  confirmBilling: async (world) => {
    const { as, path } = await paidInCash(world)
    return { as, path }
  },
  cancelBilling: async (world) => {
    const { as, path } = await paid(world)
    return { as, path, body: { reason: 'rain' }, shows: becomes('CANCELLED') }
  },
  listStuckBillings: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: () => isRecorded(world, 'ops.stuck-billings.read'),
  }),
  listReviews: async (world) => ({
    as: (await reviewed(world)).as,
    shows: () => isRecorded(world, 'ops.reviews.read'),
  }),
  refreshBillingFor: async (world) => {
    const { path } = await approving(world)
    return {
      as: await world.stranger('OPERATOR'),
      path,
      shows: async (reply) =>
        reply['status'] === 'SUCCESS' &&
        // The next look-up has to wait.
        (await world.table.items()).some(({ billingId, heardAt }) => billingId === path.billingId && heardAt) &&
        (await isRecorded(world, 'ops.billing.looked-up', path.billingId)),
    }
  },
  resolveReview: async (world) => ({
    ...(await reviewed(world)),
    body: { note: 'looked', resolution: 'RELEASE' },
    shows: () => isRecorded(world, 'ops.review.release'),
  }),
}

const payable = { 'ConditionCheck MATCH/MATCH': holds('payable') }
export const unmissed: Unmissed = {
  listReviews: OPERATOR,
  listStuckBillings: OPERATOR,
  beginTopup: { ...ACTIVE, 'ConditionCheck ACCOUNT/ACCOUNT': holds('exists'), 'Update RECEIPT/RECEIPT': HELD },
  cancelTopup: { 'Update RECEIPT/RECEIPT': HELD },
  createBilling: { ...ACTIVE, 'ConditionCheck FRIENDS/EDGE': holds('notBlocked') },
  refreshBilling: { ...payable, 'Update RECEIPT/RECEIPT': HELD },
  refreshBillingFor: {
    'Update RECEIPT/RECEIPT': HELD,
    'then ConditionCheck MATCH/MATCH': holds('payable'),
    ...OPERATOR,
  },
  beginPayment: { ...payable, 'Update RECEIPT/RECEIPT': HELD },
  approvePayment: {
    ...payable,
    'then ConditionCheck MATCH/MATCH': holds('payable'),
    'Update BILLING/BILLING':
      'It claims the state before the gateway is asked, for the reconciler to find if the rest never comes.',
  },
  confirmBilling: payable,
  cancelBilling: {
    'Update RECEIPT/RECEIPT': HELD,
    'ConditionCheck MATCH/MATCH': holds('unstarted'),
    'then Put MATCH/ENDED': ENDED,
    'then Update MATCH/TAKES':
      'It forgives a take that was paid for, so that another is possible: the test of limits misses it.',
  },
  resolveReview: {
    'Update RECEIPT/RECEIPT': HELD,
    'Put MATCH/ENDED': ENDED,
    ...OPERATOR,
  },
}

const WITH_THE_REST =
  'The aggregate is read as a whole; this write looks at the billing alone, which it demands as read.'
export const undemanded: Undemanded = {
  beginPayment: {
    'MATCH/MATCH': 'The match is read for the title that the gateway shows.',
    'MATCH/SEAT': WITH_THE_REST,
  },
  abandonPayment: { 'MATCH/MATCH': WITH_THE_REST, 'MATCH/SEAT': WITH_THE_REST },
  failPayment: { 'MATCH/MATCH': WITH_THE_REST, 'MATCH/SEAT': WITH_THE_REST },
  cancelBilling: {
    'MATCH/SEAT': 'The first transaction changes no seat: the one that ends the refund reads it anew and demands it.',
  },
}
