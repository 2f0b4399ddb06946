// The items of operations: what operators read and did, the last audit with its request and progress, and the last run of each job.

import type { Report } from '#kernel/data/audit.ts'
import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'
import { jobRuns } from '#kernel/http/job-run.ts'

export const ops = space('ops', 'AUDIT', 'ACTION', 'ACTIONS', 'SUBJECT', ...jobRuns.prefixes)

export interface AuditRequestItem {
  requestedAt?: string
  by?: string
  /** The start of the current or last audit. */
  beganAt?: string
}

/** The state of an audit that goes on in the next run. */
export interface AuditProgressItem {
  readonly startedAt: string
  readonly savedAt: string
  /** Whether the run ended in order, so that the next one need not wait for it. */
  readonly paused: boolean
  /** The number of items so far. Absent in earlier editions. */
  readonly itemCount?: number
  /** The checkpoint: JSON, gzipped, in base64. */
  readonly state: string
}

/** What an operator did or read: who, what, of what, why, when. */
export interface ActionItem {
  actionId: string
  /** The user id of the operator; `command` for a command on the server. */
  by: string
  what: string
  /** The id of what it was done to. */
  subject: string
  /** Empty for what was only read. */
  reason: string
  at: string
  /** Nothing was done: the operator has read it. */
  isRead?: true
  listPk: string
  listSk: string
  /** Lists the actions on one subject. Absent in earlier editions. */
  duePk?: string
  dueSk?: string
  /** Seconds since 1970; absent for what was done. */
  ttl?: number
}

/** There is one table, so one report and one request. */
const TABLE = 'TABLE'

export const LastAudit = ops.item<Report>()('AUDIT', 'LAST', () => TABLE)
export const AuditRequest = ops.item<AuditRequestItem>()('AUDIT', 'REQUEST', () => TABLE)
export const AuditProgress = ops.item<AuditProgressItem>()('AUDIT', 'PROGRESS', () => TABLE)
export const Action = ops.item<ActionItem>()('ACTION', 'ACTION', (actionId: string) => actionId)

/** In the index `list`: all actions, by time. */
export const actions: Span<'ops', ActionItem> = { partition: ops.partition('ACTIONS', 'ALL'), from: ' ', to: LAST }
/** In the index `due`: the actions on one subject, by time. */
export const actionsOn = (subject: string): Span<'ops', ActionItem> => ({
  partition: ops.partition('SUBJECT', subject),
  from: ' ',
  to: LAST,
})
