// Views of operations.

import type * as z from 'zod/mini'
import type { Report } from '#kernel/data/audit.ts'
import type { JobRunItem } from '#kernel/http/job-run.ts'
import type { ActionItem, AuditProgressItem, AuditRequestItem } from './items.ts'
import type { Action, JobState, LatestAudit } from './schema.ts'

export const actionView = (
  { actionId, isRead, by, what, subject, reason, at }: ActionItem,
  username: string | null,
): z.input<typeof Action> => ({
  actionId,
  kind: isRead ? 'READ' : 'DEED',
  by,
  username,
  what,
  subject,
  reason,
  at,
})

interface Audits {
  readonly last: Report | undefined
  readonly request: AuditRequestItem | undefined
  readonly progress: AuditProgressItem | undefined
}

export const latestAuditView = ({ last, request, progress }: Audits): z.input<typeof LatestAudit> => {
  const { requestedAt = null, beganAt = '' } = request ?? {}
  const { startedAt = '', finishedAt = null, itemCount = 0, violations = [], unsettled = 0 } = last ?? {}
  const isRunning = beganAt > (finishedAt ?? '')
  return {
    status: statusOf({ isRunning, isRequested: (requestedAt ?? '') > startedAt, hasEnded: last !== undefined }),
    requestedAt,
    runningSince: isRunning ? beganAt : null,
    itemCountSoFar: isRunning ? (progress?.itemCount ?? 0) : 0,
    startedAt: startedAt || null,
    finishedAt,
    itemCount,
    violations: violations.map(({ module, rule, says, where, partitions = [] }) => ({
      ...{ module, rule, says, where },
      partitions: [...partitions],
    })),
    unsettled,
  }
}

interface Standing {
  readonly isRunning: boolean
  readonly isRequested: boolean
  readonly hasEnded: boolean
}

const statusOf = ({ isRunning, isRequested, hasEnded }: Standing): z.input<typeof LatestAudit>['status'] => {
  if (isRunning) return 'RUNNING'
  if (isRequested) return 'REQUESTED'
  return hasEnded ? 'FINISHED' : 'NONE'
}

interface Scheduled {
  readonly operation: string
  readonly everyMinutes: number
}

const MINUTE_MS = 60_000
/** Runs that may be missing before a job counts as late. */
const MISSED = 3

export const jobView = (
  { operation, everyMinutes }: Scheduled,
  run: JobRunItem | undefined,
  now: string,
): z.input<typeof JobState> => {
  const lastRunAt = run?.lastRunAt ?? null
  // Clocks of processes differ, so a run may appear to be in the future.
  const lagMs = lastRunAt === null ? null : Math.max(0, Date.parse(now) - Date.parse(lastRunAt))
  return {
    operation,
    everyMinutes,
    lastRunAt,
    lagS: lagMs === null ? null : Math.floor(lagMs / 1000),
    late: lagMs === null || lagMs > MISSED * everyMinutes * MINUTE_MS,
  }
}
