// Audits the table once a day, and whenever an operator asked since the last audit began.

import { auditRequestKey, lastAuditKey } from '#domain/ops/item.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { audit } from '#kernel/data/audit.ts'
import { put, update } from '#kernel/data/write.ts'
import { job } from '#kernel/http/job.ts'
import { log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { invariants } from '../rulebook.ts'
import { ops } from './contract.ts'

/** Attempts of a read that nobody else repeats. */
const PATIENCE = 10
const DAY_MS = 24 * 60 * 60 * 1000
/** No run lasts longer. One that has not ended by then never will. */
const LONGEST_MS = 15 * 60 * 1000
/** An item holds 400 KB, and an operator reads a page. */
const MOST_VIOLATIONS = 200

export const handler = job(ops.auditTable, async ({ read, now, step, world }) => {
  const last = await read.get(lastAuditKey)
  const request = await read.get(auditRequestKey)
  const { requestedAt = '', beganAt = '' } = request ?? {}
  const { startedAt = '' } = last ?? {}
  const asked = requestedAt > startedAt
  const due = !last || elapsedMs(startedAt, now()) >= DAY_MS
  // Of a large table an audit takes longer than the minute after which the next run comes.
  const underWay = beganAt > startedAt && elapsedMs(beganAt, now()) < LONGEST_MS
  if (underWay || !(asked || due)) return { ran: false }
  await step(async (at) => [update('beginAudit', auditRequestKey, { set: { beganAt: at.now } })])
  const client = documentClient(process.env['DYNAMODB_ENDPOINT'], PATIENCE)
  const report = await audit({ ...world, client, invariants })
  client.destroy()
  const { itemCount, violations, unsettled } = report
  measure({ operation: ops.auditTable.operation, violations: violations.length })
  // Which rules alone: where they are broken may be somebody's email, and operators read that from the report.
  const rules = [...new Set(violations.map(({ module, rule }) => `${module}.${rule}`))]
  if (rules.length > 0) log.error('violations', { rules, count: violations.length })
  await step(async () => [
    put('audited', lastAuditKey, { ...report, violations: violations.slice(0, MOST_VIOLATIONS) }),
  ])
  return { ran: true, itemCount, violations: violations.length, unsettled }
})

const elapsedMs = (since: string, now: string): number => Date.parse(now) - Date.parse(since)
