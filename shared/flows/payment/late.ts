// Late money, captured after its billing ended: the billing is settled if everything can be reserved again, else it is refunded.

import type { AttemptItem } from '#domain/billing/items.ts'
import { late } from '#domain/billing/refunds.ts'
import { capture, noAddition } from '#domain/billing/writes.ts'
import { isAwaited } from '#domain/matches/seat.ts'
import { idOf } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { aggregateOf, type BillingCommit, couponPart, creditPart, type Place, seatPart } from './aggregate.ts'
import { guard } from './guards.ts'
import { resolveRefund } from './refunds.ts'
import { isFree, reservations, welcomedAt } from './reservations.ts'
import { credited } from './transitions.ts'

export const settleLate = async (commit: BillingCommit, billingId: string, attempt: AttemptItem): Promise<void> => {
  if (await reserveAgain(commit, billingId, attempt)) return
  // The money is captured anyway: if the match has started or was cancelled, it is refunded.
  const isRefundDue = await commit(async (at) => {
    const found = await aggregateOf(at.read, billingId)
    const isOwing = found !== undefined && ['EXPIRED', 'CANCELLED'].includes(found.billing.status)
    if (!isOwing || found.billing.captured > 0) return { value: false }
    return { writes: late(found.billing, attempt, at.now), value: true }
  })
  if (isRefundDue) await resolveRefund(commit, billingId)
}

/** Only for an expired billing: a user who cancelled no longer wants it. */
const reserveAgain = async (commit: BillingCommit, billingId: string, attempt: AttemptItem): Promise<boolean> => {
  try {
    // Guards may refuse this transaction, which is caught below.
    return await (commit as BillingCommit<string>)(async (at) => {
      const found = await aggregateOf(at.read, billingId)
      if (found?.billing.status !== 'EXPIRED' || found.billing.captured > 0) return { value: false }
      const { billing, places } = found
      // An expired hold belongs to the person who waits.
      const isOurs = ({ match, seat }: Place) => isFree(seat, at.now) && !(seat && isAwaited(match, at.now))
      if (!places.every(isOurs)) return { value: false }
      const touched = [...billing.orders.map((order) => seatPart(billing, order)), ...couponPart(billing)]
      const withParts = guard.withParts({ parts: [...touched, ...creditPart(billing)] })
      return {
        writes: [
          ...welcomedAt(places, billing.userId, at.now),
          ...reservations(found, at, true),
          ...credited(found, at),
          ...capture(
            billing,
            'recapture',
            { attempt, now: at.now },
            { ...noAddition, withParts, left: touched.map(idOf) },
          ).writes,
        ],
        value: true,
      }
    })
  } catch (error) {
    // A guard of the match, the coupon or the wallet, or a block by the host.
    if (error instanceof Problem && error.kind.status < 500) return false
    throw error
  }
}
