// Tops an account up: stores the top-up with its payment attempt, then asks the gateway for the payment page.

import { begun, endsOf } from '#domain/billing/attempts.ts'
import { minimumOf, offeredGateways } from '#domain/billing/gateways/offered.ts'
import { guard } from '#domain/billing/guards.ts'
import type { AttemptItem } from '#domain/billing/items.ts'
import { BillingState, GatewayUnavailable, PaymentRefused, PaymentTooSmall } from '#domain/billing/problems.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { topupView } from '#domain/billing/views.ts'
import { create, type NewBilling } from '#domain/billing/writes.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { holdBilling } from '#domain/matches/holders.ts'
import { BILLING_MS, Holder } from '#domain/matches/items.ts'
import { wonText } from '#domain/money.ts'
import { User } from '#domain/users/items.ts'
import { active } from '#domain/users/writes.ts'
import { guard as wallet } from '#domain/wallet/guards.ts'
import { account as accountOf } from '#domain/wallet/reads.ts'
import { creditable } from '#domain/wallet/writes.ts'
import { guard as payment } from '#flows/payment/guards.ts'
import { dropEnded } from '#flows/payment/lapse.ts'
import { declined, refused } from '#flows/payment/payments.ts'
import { startPayment } from '#flows/payment/start.ts'
import { breaks } from '#kernel/data/guards.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.beginTopup, async (call) => {
  const { path, body, user, request, language: asked, commit, unanswered, refuse } = call
  const { amount, gateway } = body
  const { userId } = user
  const { made, attempt, language } = await commit(async ({ read, now, id, random, require, refuse: refuseNow }) => {
    const account = require(await accountOf(read, path.accountId), wallet.exists(), wallet.owned(user))
    const offered = offeredGateways(process.env)
    if (!offered.includes(gateway)) refuseNow(GatewayUnavailable, { offered })
    const minimum = minimumOf(gateway, process.env)
    if (amount < minimum) refuseNow(PaymentTooSmall, { minimum, payAmount: amount })
    const [holder, payer] = await read.all([Holder.key(userId), User.key(userId)])
    const first =
      holder && breaks(holder, [matches.fewUnpaidBillings({ now })]) && (await dropEnded({ read, now }, holder))
    if (first) return { first }
    const billingId = id('topup')
    const ends = endsOf(now, BILLING_MS, [])
    const state = Buffer.from(random(32)).toString('base64url')
    const begins: AttemptItem = { no: 1, state, request, startedAt: now, expiresAt: ends.payBy }
    const topup: NewBilling = {
      billingId,
      userId,
      topup: true,
      status: 'PAYING',
      events: ['begin'],
      orders: [],
      totalAmount: amount,
      couponDiscount: 0,
      cashAmount: 0,
      payAmount: amount,
      accountId: account.accountId,
      gateway,
      attempt: begins,
      captured: 0,
      refundedPay: 0,
      refundedCash: 0,
      claimed: [],
      cancellations: [],
      ...ends,
      createdAt: now,
      version: 0,
      counted: true,
    }
    return {
      writes: [
        creditable(account, userId, amount),
        holdBilling(holder, { userId, billingId, matchIds: [] }, now, payment.withHolder({ userId, billingId })),
        ...create(topup, [], payment.withParts({ parts: [Holder.key(userId)] })).writes,
        active(user),
      ],
      value: { made: topup, attempt: begins, language: payer?.language ?? asked },
    }
  })
  const { billingId } = made
  const outcome = await startPayment(made, attempt, nameOf[language](wonText(amount, language)))
  if (outcome.kind !== 'ok') {
    // Without the URL of the payment page, the user cannot pay.
    if (outcome.kind !== 'declined') {
      await declined(commit, billingId, attempt)
      return unanswered()
    }
    await refused(commit, billingId, attempt)
    return refuse(PaymentRefused, { gatewayReason: outcome.reason })
  }
  const { tid, redirectUrl } = outcome.value
  return async ({ read, require, refuse: refuseNow }) => {
    const found = require(await billingOf(read, billingId), guard.owned(user))
    if (found.status !== 'PAYING') refuseNow(BillingState)
    return { writes: [begun(found, { tid, redirectUrl })], reply: { ...topupView(found), redirectUrl } }
  }
})

/** What the payer reads at the gateway. */
const nameOf = { en: (won: string) => `Top-up ${won}`, ko: (won: string) => `계좌 충전 ${won}` }
