// For every billing endpoint one call that succeeds; and the people and payments that tests of billing begin with.

import type { billing as contract } from '#functions/billing/contract.ts'
import { ok } from '#test/support/ok.ts'
import type { User, World } from '#test/support/people.ts'
import { accountHolder, campaignBody, hosted, matchBody } from '#test/support/prepared.ts'
import type { Examples } from './api.ts'

const FEE = 20_000
let made = 0

/** Somebody with a billing for a match that costs something. */
export const billed = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const [{ path }, as] = [await hosted(world, FEE), await world.stranger()]
  return { as, ...(await bill(as, { orders: [path], gateway })) }
}

type Wanted = Parameters<User['api']['billing']['createBilling']>[0]['body']

/** What somebody is billed for. */
export const bill = async (as: User, body: Wanted) => {
  made += 1
  const item = ok(await as.api.billing.createBilling({ key: `bill-${made}`, body }))
  return { path: { billingId: item.billingId }, item }
}

/** The same, with a payment begun. */
export const paying = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const { as, path, item } = await billed(world, gateway)
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  return { as, path, item, redirectUrl }
}

/** What the person does on the gateway's page, and where the browser is sent: the path's end and its query. */
export const decide = async (redirectUrl: string, action: 'approve' | 'quit' | 'fail', fault = '') => {
  const answer = await fetch(redirectUrl, {
    ...{ method: 'POST', body: new URLSearchParams({ action, fault }), redirect: 'manual' },
  })
  await answer.text()
  const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '')
  const [, , gateway = '', billingId = ''] = pathname.split('/')
  return { path: { gateway, billingId }, query: Object.fromEntries(searchParams) }
}

/** Somebody who paid at the gateway. */
export const paid = async (world: World, gateway: 'KAKAOPAY' | 'TOSS' = 'KAKAOPAY') => {
  const { as, path, item, redirectUrl } = await paying(world, gateway)
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  return { as, path, item }
}

/** The gateway captured the payment, and no answer of it came through, for a minute. */
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

/** Somebody whose cash pays for all of it. */
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

export const billing: Examples<typeof contract> = {
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
    return { as, path }
  },
  approvePayment: async (world) => decide((await paying(world)).redirectUrl, 'approve'),
  abandonPayment: async (world) => decide((await paying(world)).redirectUrl, 'quit'),
  failPayment: async (world) => decide((await paying(world)).redirectUrl, 'fail'),
  getPaymentResult: async () => ({ query: { billingId: 'billing', status: 'SUCCESS' } }),
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
    return { as, path, body: { reason: 'rain' } }
  },
  listReviews: async (world) => ({ as: (await reviewed(world)).as }),
  resolveReview: async (world) => ({ ...(await reviewed(world)), body: { note: 'looked', resolution: 'RELEASE' } }),
}
