// The reconciler: continues open billings in fair turns by user, with a lane per gateway.

import { Billing } from '#domain/billing/items.ts'
import { openReviews, overdue, uncompared } from '#domain/billing/reads.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { cancelledMatches, seats } from '#domain/matches/reads.ts'
import type { BillingCommit } from '#flows/payment/aggregate.ts'
import { laneOf, leaveMatch, reconcile } from '#flows/payment/reconcile.ts'
import { inTurns, type Turn, takeTurns } from '#kernel/commit/turns.ts'
import { type JobCall, job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { billing } from './contract.ts'

type ReconcileCall = JobCall<typeof billing.reconcileBillings>

/** The maximum number of seats of a match. */
const SEATS = 100
/** The maximum number of cancelled matches per run, over all hosts. */
const MATCHES = 200
/** The count stops here, because a larger number makes no difference. */
const REVIEWS = 20
/** The next run starts a minute after this one and continues the rest. */
const BOUNDS = { parallel: 4, perParty: 2, forMs: 45_000 }

export const handler = job(billing.reconcileBillings, async (call) => {
  const { read, now } = call
  const commit: BillingCommit = call.commit
  const due = await overdue(read, now())
  const reviews = (await openReviews(read, { limit: REVIEWS, after: undefined })).items.length
  const [since = now()] = due[0]?.dueSk?.split('#') ?? []
  const reconcilerLagMs = Math.max(0, Date.parse(now()) - Date.parse(since))
  measure({ operation: billing.reconcileBillings.operation, reconcilerLagMs, reviews })
  const ends = due.map((one): Turn => turn(laneOf(one), one.userId, () => reconcile(commit, one, now())))
  // In separate lanes, because they owe no money.
  const compares = (await uncompared(read, now())).map(
    (one): Turn => turn(`comparing ${laneOf(one)}`, one.userId, () => reconcile(commit, one, now())),
  )
  const leaves = await leaving(call, commit)
  const taken = await takeTurns([...ends, ...leaves, ...compares], BOUNDS)
  return { due: due.length, cancelled: leaves.length, compared: compares.length, taken, reviews, reconcilerLagMs }
})

/** The refunds of cancelled matches, in turns by host. */
const leaving = async ({ read }: ReconcileCall, commit: BillingCommit): Promise<Turn[]> => {
  const cancelled = await cancelledMatches(read)
  const found: { match: MatchItem; billingId: string }[] = []
  const turns = inTurns(cancelled, ({ hostId }) => hostId)
    .slice(0, MATCHES)
    .map((match): Turn => {
      const look = async () => {
        const { items } = await seats(read, match.matchId, { limit: SEATS, after: undefined })
        for (const { billingId } of items) if (billingId) found.push({ match, billingId })
      }
      return turn('seats', match.hostId, look)
    })
  await takeTurns(turns, BOUNDS)
  const billings = await read.all(found.map(({ billingId }) => Billing.key(billingId)))
  return found.map(({ match: { matchId, hostId }, billingId }, at) => {
    const lane = billings[at] ? laneOf(billings[at]) : 'none'
    return turn(lane, hostId, () => leaveMatch(commit, billingId, matchId))
  })
}

/** One turn per billing: a failed one stays due, and the next run retries it. */
const turn = (lane: string, party: string, work: () => Promise<void>): Turn => ({
  lane,
  party,
  run: async () => {
    try {
      await work()
    } catch (error) {
      log.warn('reconcile', { operation: billing.reconcileBillings.operation, failure: failure(error) })
    }
  },
})
