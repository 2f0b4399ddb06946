// Ends what was left open: each billing by itself, so that one that cannot be ended keeps no other waiting.

import { openReviews, overdue } from '../../shared/domain/billing/reads.ts'
import { cancelledMatches, seats } from '../../shared/domain/matches/reads.ts'
import type { BillingCommit } from '../../shared/flows/payment/aggregate.ts'
import { leaveMatch, reconcile } from '../../shared/flows/payment/reconcile.ts'
import { job } from '../../shared/kernel/job.ts'
import { failure, log } from '../../shared/kernel/log.ts'
import { measure } from '../../shared/kernel/metrics.ts'
import { billing } from './contract.ts'

/** As many as a match can have. */
const SEATS = 100
/** More are as bad as so many. */
const REVIEWS = 20

export const handler = job(billing.reconcileBillings, async (call) => {
  const { read, now } = call
  const commit: BillingCommit = call.commit
  const due = await overdue(read, now())
  const reviews = (await openReviews(read, { limit: REVIEWS, after: undefined })).items.length
  const [since = now()] = due[0]?.dueSk?.split('#') ?? []
  const reconcilerLagMs = Math.max(0, Date.parse(now()) - Date.parse(since))
  measure({ operation: billing.reconcileBillings.operation, reconcilerLagMs, reviews })
  for (const one of due) await alone(() => reconcile(commit, one, now()))
  const cancelled = await cancelledMatches(read)
  let left = 0
  for (const { matchId } of cancelled.items) {
    const { items } = await seats(read, matchId, { limit: SEATS, after: undefined })
    for (const { billingId } of items)
      if (billingId) {
        left += 1
        await alone(() => leaveMatch(commit, billingId, matchId))
      }
  }
  return { due: due.length, cancelled: left, reviews, reconcilerLagMs }
})

const alone = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    // What is left open stays due; the next run tries it again.
    log.warn('reconcile', { operation: billing.reconcileBillings.operation, failure: failure(error) })
  }
}
