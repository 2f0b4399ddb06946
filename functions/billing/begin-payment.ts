// Starts a payment: stores the attempt, then asks the gateway for the payment page.

import { begin, begun, endOnceBegun } from '#domain/billing/attempts.ts'
import { guard } from '#domain/billing/guards.ts'
import type { AttemptItem } from '#domain/billing/items.ts'
import { BillingState, PaymentRefused } from '#domain/billing/problems.ts'
import { takes } from '#domain/billing/writes.ts'
import { aggregateOf } from '#flows/payment/aggregate.ts'
import { declined } from '#flows/payment/payments.ts'
import { startPayment } from '#flows/payment/start.ts'
import { isTimely, timely } from '#flows/payment/transitions.ts'
import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'

/** Every attempt is stored, so their number is limited. */
const MOST_ATTEMPTS = 50

export const handler = saga(billing.beginPayment, async ({ path, user, request, commit, unanswered, refuse }) => {
  const { found, attempt, title } = await commit(async ({ read, now, random, require }) => {
    const aggregate = await aggregateOf(read, path.billingId)
    const asks = [guard.exists(), guard.owned(user)] as const
    const before = require(aggregate?.billing, ...asks, takes('begin'), guard.unexpired({ now }))
    if (before.payAmount === 0 || (before.attempt?.no ?? 0) >= MOST_ATTEMPTS) refuse(BillingState)
    if (!aggregate || !isTimely(aggregate, now)) return refuse(BillingState)
    const made: AttemptItem = {
      no: (before.attempt?.no ?? 0) + 1,
      state: Buffer.from(random(32)).toString('base64url'),
      request,
      startedAt: now,
      expiresAt: endOnceBegun(before),
    }
    const titles = aggregate.places.map(({ match }) => match.title)
    return {
      writes: [...timely(before, now), begin(before, made, user.userId, now)],
      value: { found: before, attempt: made, title: titleOf(titles) },
    }
  })
  const outcome = await startPayment(found, attempt, title)
  if (outcome.kind !== 'ok') {
    // Without the URL of the payment page, the buyer cannot pay.
    await declined(commit, path.billingId, attempt)
    return outcome.kind === 'declined' ? refuse(PaymentRefused, { gatewayReason: outcome.reason }) : unanswered()
  }
  const { tid, redirectUrl } = outcome.value
  return async ({ read, require, refuse: refuseNow }) => {
    const now = require((await aggregateOf(read, path.billingId))?.billing, guard.exists())
    // Another request has started a payment or cancelled in the meantime.
    if (now.status !== 'PAYING' || now.attempt?.no !== attempt.no) refuseNow(BillingState)
    const { billingId, expiresAt } = now
    return {
      writes: [begun(now, { tid, redirectUrl })],
      reply: { billingId, status: 'PAYING' as const, redirectUrl, expiresAt },
    }
  }
})

const titleOf = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} + ${others.length}`
