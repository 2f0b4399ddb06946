// What operations store: the last audit, whether an operator asked for another or one is under way, and when each job last ran.

import type { Report } from '#kernel/data/audit.ts'
import { space } from '#kernel/data/item.ts'
import type { Key } from '#kernel/data/key.ts'
import { jobRuns } from '#kernel/http/job-run.ts'

export interface AuditRequestItem {
  requestedAt?: string
  by?: string
  /** When the audit that runs, or ran last, began. */
  beganAt?: string
}

export const keys = space('ops', 'AUDIT', ...jobRuns.prefixes)

export const lastAuditKey: Key<'ops', Report> = keys.key('AUDIT', 'TABLE', 'LAST')
export const auditRequestKey: Key<'ops', AuditRequestItem> = keys.key('AUDIT', 'TABLE', 'REQUEST')
