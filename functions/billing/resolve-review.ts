// A person has looked: the seats are kept, or they go back.

import { BillingState } from '../../shared/domain/billing/problems.ts'
import { billing as billingOf } from '../../shared/domain/billing/reads.ts'
import { keep } from '../../shared/domain/billing/refunds.ts'
import { rule } from '../../shared/domain/billing/rules.ts'
import { billingView } from '../../shared/domain/billing/views.ts'
import { nobody, release } from '../../shared/domain/billing/writes.ts'
import { type Aggregate, aggregateOf } from '../../shared/flows/payment/aggregate.ts'
import { toCancelled, toReleased, toSuccess } from '../../shared/flows/payment/transitions.ts'
import type { Call } from '../../shared/kernel/lambda.ts'
import { saga } from '../../shared/kernel/saga.ts'
import { billing } from './contract.ts'

type ReviewCall = Call<typeof billing.resolveReview>

export const handler = saga(billing.resolveReview, async ({ path, body, user, commit }) => {
  await commit(async (call) => {
    const found = await aggregateOf(call.read, path.billingId)
    // This very request has been done, and its reply was lost.
    if (found?.billing.review?.request === call.request) return { result: undefined }
    const before = call.given(found?.billing, rule.exists(), rule.state('released'))
    const review = { reason: '', at: call.now, ...before.review, ...body, by: user.userId, request: call.request }
    const aggregate = { ...(found as Aggregate), billing: { ...before, review } }
    return {
      writes: body.resolution === 'SETTLE' ? settle(aggregate, call) : giveUp(aggregate, call),
      result: undefined,
    }
  })
  return async ({ read, given }) => ({
    reply: billingView(given(await billingOf(read, path.billingId), rule.exists())),
  })
})

const isUnpaid = ({ billing: { orders } }: Aggregate): boolean => orders.every(({ status }) => status === 'RESERVED')

const settle = (aggregate: Aggregate, call: ReviewCall) => {
  const { billing: found } = aggregate
  if (isUnpaid(aggregate)) return toSuccess(aggregate, 'settled', found.attempt, call)
  // What has gone back already is not there to be kept.
  return found.cancellation && found.cancellation.orderIds.length > 0 ? [keep(found)] : call.refuse(BillingState)
}

const giveUp = (aggregate: Aggregate, call: ReviewCall) => {
  const { billing: found } = aggregate
  if (isUnpaid(aggregate)) return toReleased(aggregate, 'released', call.now, nobody)
  if (found.cancellation) return toCancelled(aggregate, 'refunded', found.cancellation, call, nobody)
  return [release(found, 'released', { touched: [], left: [] }, call.now, nobody)]
}
