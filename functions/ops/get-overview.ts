// Returns what needs an operator. It shows no person, so nothing is recorded.

import { moneyOfDay } from '#domain/billing/day-totals.ts'
import { openReviews, stuckBillings } from '#domain/billing/reads.ts'
import { endpoints, failedDeliveries } from '#domain/events/reads.ts'
import { LastAudit } from '#domain/ops/items.ts'
import { jobStates } from '#domain/ops/reads.ts'
import { dashboardUrl, stage } from '#domain/ops/stage.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { waitingPayouts } from '#domain/wallet/reads.ts'
import type { Page } from '#kernel/commit/listing.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { traffic } from '#kernel/http/traffic.ts'
import { VERSION } from '#kernel/http/version.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

const COUNTED = { limit: 100, after: undefined }
const count = ({ items, next }: Page<unknown>) => ({ count: items.length, more: next !== undefined })

export const handler = endpoint(ops.getOverview, async ({ user, read, require, now }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const [last, jobs, reviews, stuck, payouts, hooks, money] = await Promise.all([
    read.get(LastAudit.key()),
    jobStates(read, contracts, now),
    openReviews(read, COUNTED),
    stuckBillings(read, now, COUNTED),
    waitingPayouts(read, COUNTED),
    endpoints(read, COUNTED),
    moneyOfDay(read, now),
  ])
  const ids = hooks.items.map(({ endpointId }) => endpointId)
  const failed = await failedDeliveries(read, ids, COUNTED.limit)
  const { finishedAt = '', itemCount = 0, violations = [] } = last ?? {}
  return {
    reply: {
      version: VERSION,
      stage: stage(),
      lastAudit: last ? { finishedAt, itemCount, violations: violations.length } : null,
      lateJobs: jobs.filter(({ late }) => late).map(({ operation }) => operation),
      reviews: count(reviews),
      stuckBillings: count(stuck),
      payouts: count(payouts),
      failedDeliveries: count(failed),
      failingEndpoints: hooks.items.filter(({ failingSince, disabledAt }) => failingSince ?? disabledAt).length,
      money,
      traffic: traffic() ?? null,
      dashboardUrl: dashboardUrl() ?? null,
    },
  }
})
